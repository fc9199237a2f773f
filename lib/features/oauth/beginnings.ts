import "server-only";
import { errors } from "oidc-provider";
import type pg from "pg";
import { countingAddress } from "@/lib/access/address";
import { runtime } from "@/lib/access/runtime";
import type { BrowserSession } from "./request-context";

/** What is kept of an authorization until its user has decided: anybody can begin one. */
const waiting: ReadonlySet<string> = new Set(["Interaction", "PushedAuthorizationRequest", "DeviceCode"]);

/** Of each kind, for one user or one address; who begins more loses the oldest. */
export const mostPerBeginner = 50;
/** Of all kinds, for all strangers together: at most 11 kB each. */
export const mostOfStrangers = 2_000;

type Session = Pick<pg.ClientBase, "query">;

/** Who begins an authorization: the signed-in user, or else the address, of an IPv6 subscriber the /64. */
export function beginnerOf(session: BrowserSession | null, address: string | null): string {
  return session ? `user:${session.userId}` : `address:${countingAddress(address)}`;
}

/** Whether what the library keeps under this name waits for a user. */
export function waitsForUser(model: string): boolean {
  return waiting.has(model);
}

/**
 * Keeps one more of what a beginner has begun, in a transaction with what makes room for it. Rejects with
 * `temporarily_unavailable` (503) while strangers fill what there is for all of them.
 */
export async function keepBeginning<T>(
  model: string,
  beginner: string,
  write: (session: Session) => Promise<T>,
): Promise<T> {
  const client = await runtime().database.pool.connect();
  try {
    await client.query("BEGIN");
    await makeRoom(client, model, beginner);
    const written = await write(client);
    await client.query("COMMIT");
    return written;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

async function makeRoom(session: Session, model: string, beginner: string): Promise<void> {
  const isStranger = beginner.startsWith("address:");
  // The count stays true until the transaction ends.
  await session.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [
    isStranger ? "oauth-strangers" : `oauth-${beginner}`,
  ]);
  await session.query(
    `DELETE FROM oauth_artifacts WHERE (model, id_hash) IN (
       SELECT model, id_hash FROM oauth_artifacts WHERE begun_by = $1 AND model = $2
        ORDER BY created_at DESC, id_hash OFFSET $3)`,
    [beginner, model, mostPerBeginner - 1],
  );
  if (!isStranger) return;
  await session.query("DELETE FROM oauth_artifacts WHERE begun_by LIKE 'address:%' AND expires_at < $1", [
    new Date(runtime().clock.now()),
  ]);
  const { rows } = await session.query<{ kept: number }>(
    "SELECT count(*)::int AS kept FROM oauth_artifacts WHERE begun_by LIKE 'address:%'",
  );
  if ((rows[0]?.kept ?? 0) < mostOfStrangers) return;
  const full = new errors.TemporarilyUnavailable("too many requests wait for their users; try again in a minute");
  throw Object.assign(full, { status: 503, statusCode: 503 });
}
