import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { findPostmaster, isAlive } from "./postgres-cluster";

/** Every process that uses the server holds this advisory lock shared; who gets it exclusively is the last one. */
const seatLock = 5_141_871_023;
const connectTimeoutMs = 5_000;
const stopTimeoutMs = 30_000;
const endTimeoutMs = 2_000;

/** Connects and takes the shared lock; undefined when no server answers yet. */
export async function takeSeat(connectionString: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    connectionString,
    application_name: "latchkey seat",
    connectionTimeoutMillis: connectTimeoutMs,
  });
  client.on("error", () => undefined); // the server went away; "end" says so to whom it concerns
  try {
    await client.connect();
    await client.query("SELECT pg_advisory_lock_shared($1)", [seatLock]);
    return client;
  } catch (error) {
    await close(client);
    const code = (error as { code?: string }).code ?? "";
    // No socket, no listener behind it, starting up (57P03), or shut down while we waited for the lock.
    if (["ENOENT", "ECONNREFUSED", "ECONNRESET", "EPIPE", "57P03", "57P01"].includes(code)) return undefined;
    if (error instanceof Error && /^(Connection terminated|timeout expired)/.test(error.message)) return undefined;
    throw error;
  }
}

/** Gives the seat back; the last process to do so stops the server and waits until its files are on disk. */
export async function leaveSeat(seat: pg.Client, cluster: string): Promise<void> {
  const isLast = await seat
    .query("SELECT pg_advisory_unlock_shared($1)", [seatLock])
    .then(() => seat.query<{ got: boolean }>("SELECT pg_try_advisory_lock($1) AS got", [seatLock]))
    .then(({ rows }) => rows[0]?.got === true)
    .catch(() => false); // the server is gone already
  const pid = await findPostmaster(cluster);
  if (!isLast || pid === undefined) return close(seat);
  process.kill(pid, "SIGINT"); // PostgreSQL's fast shutdown
  const giveUpAt = Date.now() + stopTimeoutMs;
  while (isAlive(pid) && (await findPostmaster(cluster)) === pid) {
    if (Date.now() > giveUpAt) throw new Error(`PostgreSQL (process ${pid}) did not stop in time`);
    await wait(20);
  }
  await close(seat);
}

/** Ends a connection. The driver may wait for ever where the server, which others stop, went away in the same moment. */
async function close(client: pg.Client): Promise<void> {
  const ended = new AbortController();
  const tooLong = wait(endTimeoutMs, undefined, { signal: ended.signal }).catch(() => undefined);
  await Promise.race([client.end().catch(() => undefined), tooLong]);
  ended.abort();
}
