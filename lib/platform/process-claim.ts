import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { agree, markText, readMark, type SecretsMark } from "./secrets-mark";
import { rankInSql } from "./versions";

/** A server process as the others on its database see it. */
export type LiveProcess = {
  id: string;
  /** Whether it counts limits in Redis, together with others. */
  sharesLimits: boolean;
  /** The epoch of shared counters for which all that it counted before is stored. */
  settledFor: string | null;
  stopping: boolean;
};

/** What processes of a database must have in common, whatever they count where. */
export type Alike = {
  /** Of the product. */
  version: string;
  /** The versions that its migrations need all others to have at least, as far as the database lacks them. */
  needs: readonly string[];
  /** Each must accept what the others work with. */
  secrets: SecretsMark;
};

/** How a process asks for a place. */
export type Claim = {
  sharesLimits: boolean;
  alike: Alike;
  /** Told why the start waits, for a console. */
  progress?: ((line: string) => void) | undefined;
  /** Ends the waiting. */
  signal?: AbortSignal | undefined;
};

/** A row counts as live for so long after it was last renewed, by the database's clock. */
export const leaseMs = 5_000;
/** Of that, a process trusts so much less by its own clocks: what it began while it trusted its row has so long to be kept. */
export const leaseMarginMs = 1_000;
/** Longer than a process takes to stop. */
const patienceMs = 60_000;
const lookAgainMs = 100;
/** For a database that is busy at the start. */
const claimTimeoutMs = 10_000;
/** An expired row is kept so long where limits are shared: its process may go on beside those that came meanwhile. */
const rememberedMs = 600_000;
/** Claims wait for each other. */
const claimLock = 7_205_118_246;

/** A moment by both clocks: the monotonic one stands still in a machine that sleeps, the other one may be set back. */
export type Moment = { monotonicMs: number; wallMs: number };

export function moment(): Moment {
  return { monotonicMs: performance.now(), wallMs: Date.now() };
}

export function isWithin(limitMs: number, { monotonicMs, wallMs }: Moment): boolean {
  return performance.now() - monotonicMs < limitMs && Date.now() - wallMs < limitMs;
}

type Row = LiveProcess & { seenAt: Date; version: string | null; isBefore: boolean; secretsMark: string | null };

const isLiveAt = (time: string) => `seen_at > ${time} - interval '${leaseMs} milliseconds'`;

/** Of a row of `server_processes`: whether it was renewed in time. */
export const isLive = isLiveAt("clock_timestamp()");

/** Whether a process is older than what is needed. One that names no version of the product always is: it goes on beside no other. */
function isBefore(needs: readonly string[]): string {
  const versions = ["0.0.0-rc.0", ...needs].map((version) => pg.escapeLiteral(version));
  const most = `(SELECT max(${rankInSql("needed")}) FROM unnest(ARRAY[${versions}]) AS needed)`;
  return `(${rankInSql("coalesce(version, '')")} < ${most})`;
}

const liveRows = (needs: readonly string[]) => `
  SELECT id, shares_limits AS "sharesLimits", settled_for AS "settledFor", stopping, seen_at AS "seenAt", version,
         ${isBefore(needs)} AS "isBefore", secrets_mark AS "secretsMark"
    FROM server_processes WHERE ${isLive} ORDER BY started_at, id`;

/** The processes that renewed their rows in time. */
export async function readLive(pool: pg.Pool): Promise<LiveProcess[]> {
  const { rows } = await pool.query<Row>(liveRows([]));
  return rows.map(({ id, sharesLimits, settledFor, stopping }) => ({ id, sharesLimits, settledFor, stopping }));
}

/** What the live processes say of their secrets. */
export async function readMarks(pool: pg.Pool): Promise<SecretsMark[]> {
  const { rows } = await pool.query<Row>(liveRows([]));
  return rows.map(({ secretsMark }) => readMark(secretsMark ?? ""));
}

/** The versions that live processes have, and whether each may be beside migrations that need these. */
export async function readVersions(pool: pg.Pool, needs: readonly string[]): Promise<LiveVersion[]> {
  if (!(await hasProcesses(pool))) return [];
  const { rows } = await pool.query<LiveVersion>(
    `SELECT coalesce(version, '') AS version, count(*)::int AS processes, NOT ${isBefore(needs)} AS "mayStay"
       FROM server_processes WHERE ${isLive} GROUP BY version ORDER BY version`,
  );
  return rows;
}

/** How many live processes are of a version. */
export type LiveVersion = { version: string; processes: number; mayStay: boolean };

async function hasProcesses(client: Pick<pg.Pool | pg.ClientBase, "query">): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    "SELECT to_regclass('server_processes') IS NOT NULL AS found",
  );
  return rows[0]?.found === true;
}

/**
 * Claims until it succeeds; resolves with the moment from which the lease runs. Rejects with a sentence for the operator
 * while a process lives that this one must not be beside.
 */
export async function claimPlace(pool: pg.Pool, id: string, claim: Claim): Promise<Moment> {
  const giveUpAt = performance.now() + patienceMs;
  const firstSeen = new Map<string, number>();
  for (;;) {
    const asked = moment();
    const rows = await tryToClaim(pool, id, claim);
    if (rows.some((row) => row.id === id)) return asked;
    for (const row of rows) {
      const reason = conflictOf(row, claim);
      // One that renews its row is alive; one that does not was killed, and is out of the way soon.
      const isAlive = (firstSeen.get(row.id) ?? row.seenAt.getTime()) !== row.seenAt.getTime();
      if (reason && ((isAlive && !row.stopping) || performance.now() > giveUpAt)) throw new Error(reason);
    }
    if (firstSeen.size === 0) claim.progress?.("Waiting for the process that had this database before …");
    for (const row of rows) if (!firstSeen.has(row.id)) firstSeen.set(row.id, row.seenAt.getTime());
    await wait(lookAgainMs, undefined, claim.signal && { signal: claim.signal });
  }
}

/**
 * Takes a place where there is one; resolves with the live rows after that. One message with all of it: a process that is
 * paused in the middle can hold up no other.
 */
async function tryToClaim(pool: pg.Pool, id: string, { sharesLimits, alike }: Claim): Promise<Row[]> {
  const version = pg.escapeLiteral(alike.version);
  const { works, accepts } = alike.secrets;
  const ours = (list: readonly string[]) => `ARRAY[${list.map((one) => pg.escapeLiteral(one)).join(", ")}]`;
  const theirs = (part: number) => `string_to_array(split_part(secrets_mark, '|', ${part}), ' ')`;
  const agrees = `(${theirs(1)} <@ ${ours(accepts)} AND ${ours(works)} <@ ${theirs(2)})`;
  const mayNotStay = `(NOT (shares_limits AND ${sharesLimits}) OR ${isBefore(alike.needs)} OR ${agrees} IS NOT TRUE)`;
  // One moment for all: a row that ran out in between would be neither in the way nor gone, and its process could renew it.
  const isLiveNow = isLiveAt("now()");
  const text = `
    BEGIN;
    SELECT pg_advisory_xact_lock(${claimLock});
    DELETE FROM server_processes
     WHERE NOT ${isLiveNow} AND (${mayNotStay} OR seen_at < now() - interval '${rememberedMs} milliseconds');
    INSERT INTO server_processes (id, started_at, seen_at, stopping, shares_limits, version, secrets_mark)
    SELECT '${id}', clock_timestamp(), clock_timestamp(), false, ${sharesLimits}, ${version}, ${pg.escapeLiteral(markText(alike.secrets))}
     WHERE NOT EXISTS (SELECT FROM server_processes WHERE ${isLiveNow} AND ${mayNotStay});
    ${liveRows(alike.needs)};
    COMMIT;`;
  // One result for each statement, which the types do not know.
  const results = (await pool.query({ text, query_timeout: claimTimeoutMs } as pg.QueryConfig)) as unknown as {
    rows: Row[];
  }[];
  return results.at(-2)?.rows ?? [];
}

/**
 * Rejects where a live process is older than a migration needs. Until the transaction ends no process gets a place, so that
 * none comes in between.
 */
export async function requireProcessesAt(
  client: pg.ClientBase,
  migration: string,
  needsVersion: string,
): Promise<void> {
  if (!(await hasProcesses(client))) return;
  await client.query("SELECT pg_advisory_xact_lock($1)", [claimLock]);
  // One moment for both: one that is silent has lost its place for good, and one that is not is in the way.
  const asked = await client.query<{ at: string }>("SELECT clock_timestamp()::text AS at");
  const isLiveThen = isLiveAt(`${pg.escapeLiteral(asked.rows[0]?.at ?? "")}::timestamptz`);
  await client.query(`DELETE FROM server_processes WHERE NOT ${isLiveThen} AND ${isBefore([needsVersion])}`);
  const { rows } = await client.query<{ version: string | null }>(
    `SELECT version FROM server_processes WHERE ${isLiveThen} AND ${isBefore([needsVersion])} LIMIT 1`,
  );
  if (rows[0])
    throw new Error(
      `the migration ${migration} needs every process at ${needsVersion} or newer, and one of ${rows[0].version} runs; bring all to ${needsVersion} first, or stop them`,
    );
}

/** Why this process and a live one must not be beside each other; null where they may. */
function conflictOf(other: Row, { sharesLimits, alike }: Claim): string | null {
  if (other.sharesLimits !== sharesLimits) {
    const [theirs, ours] = sharesLimits ? ["without", "with"] : ["with", "without"];
    return `a process ${theirs} REDIS_URL runs on this database, and this one was started ${ours} it: limits would be counted twice; set the same REDIS_URL for all of them`;
  }
  if (!sharesLimits) {
    return "another process runs on this database, and limits would be counted twice; stop it first, or set REDIS_URL for both, so that they share what they count";
  }
  if (other.isBefore) {
    const needed = alike.needs.at(-1);
    return needed === undefined
      ? "a process of version 1.0.0-rc.1 or before runs on this database; stop all of them before one of a new version migrates it"
      : `a process of version ${other.version} runs on this database, and this version changes it so that ${needed} or newer is needed; bring all processes to ${needed} first, or stop them`;
  }
  if (!agree(readMark(other.secretsMark ?? ""), alike.secrets)) {
    return "a process runs on this database with other secrets, and one would not take what the other one issues; give all of them the same JWT_SECRET, NEXTAUTH_SECRET, KEY_PEPPER and ENCRYPTION_KEY, or one secrets.json; to replace one, all must accept the new one before the first works with it";
  }
  return null;
}
