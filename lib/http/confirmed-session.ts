import "server-only";
import type pg from "pg";
import type { CredentialRecord } from "@/lib/access/credential-record";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { confirmingMethods } from "@/lib/tenancy/confirming-methods";
import { ApiError } from "./api-error";
import type { Contract } from "./contract";

/** How long a proof of who is there counts: the sign-in, or one that was given again. */
export const confirmedForMs = 10 * 60_000;

/** Asks at the gate, by what is in memory, that a session's user proved lately who they are; throws 403 and by what they can. */
export function requireConfirmed(
  contract: Contract,
  { principal, confirmedAtMs = 0 }: Pick<CredentialRecord, "principal" | "confirmedAtMs">,
): Promise<void> | null {
  if (!asksAgain(contract, principal) || isLately(confirmedAtMs)) return null;
  // Another process may have taken the proof just now: the row decides.
  return requireConfirmedRow(runtime().database.gate, principal);
}

/** Asks the same of the session's row before a handler begins, whatever was in memory; throws 401 where it has ended. */
export function requireConfirmedAgain(contract: Contract, principal: Principal): Promise<void> | null {
  return asksAgain(contract, principal) ? requireConfirmedRow(runtime().database.pool, principal) : null;
}

function asksAgain({ reauthenticated }: Contract, { kind }: Principal): boolean {
  return reauthenticated === true && kind === "dashboard-session";
}

async function requireConfirmedRow(pool: pg.Pool, { credentialId, userId }: Principal): Promise<void> {
  const { rows } = await pool.query<{ at: Date }>(
    "SELECT greatest(created_at, confirmed_at) AS at FROM sessions WHERE id = $1 AND user_id = $2",
    [credentialId, userId],
  );
  const [session] = rows;
  if (!session || userId === null) throw new ApiError("unauthenticated", "Your session has ended; sign in again");
  if (isLately(session.at.getTime())) return;
  const methods = await confirmingMethods(pool, userId);
  throw new ApiError("reauthentication_required", undefined, { members: { methods } });
}

function isLately(atMs: number): boolean {
  return runtime().clock.now() - atMs <= confirmedForMs;
}
