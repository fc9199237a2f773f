import "server-only";
import type pg from "pg";
import type { CredentialRecord } from "@/lib/access/credential-record";
import type { Principal, UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ConfirmingMethod } from "@/lib/tenancy/account-shapes";
import { confirmingMethods } from "@/lib/tenancy/confirming-methods";
import { ApiError } from "./api-error";
import type { Contract } from "./contract";

/** How long a proof of who is there counts: the sign-in, or one that was given again. */
export const confirmedForMs = 10 * 60_000;

/** Asks at the gate, by what is in memory, that the user of a session, or of its token, proved lately who they are; throws 403. */
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

function asksAgain({ reauthenticated, recentSignIn }: Contract, { kind }: Principal): boolean {
  return kind === "session-jwt" ? recentSignIn === true : reauthenticated === true && kind === "dashboard-session";
}

async function requireConfirmedRow(pool: pg.Pool, { credentialId, userId, kind }: Principal): Promise<void> {
  if (userId === null) throw sessionEnded();
  const methods = await methodsToConfirm(pool, { credentialId, userId });
  if (!methods) return;
  // A program has no session to confirm: it signs in anew.
  if (kind === "session-jwt") throw new ApiError("reauthentication_required", signInAgain);
  throw new ApiError("reauthentication_required", undefined, { members: { methods } });
}

/** What is said to a session token whose sign-in is too old. */
export const signInAgain = "Sign in again for this: your last sign-in was more than ten minutes ago";

/** By what a session's user has to prove again who they are; null where they did so lately. Throws 401 where it has ended. */
export async function methodsToConfirm(
  pool: pg.Pool,
  { credentialId, userId }: Pick<UserPrincipal, "credentialId" | "userId">,
): Promise<ConfirmingMethod[] | null> {
  const { rows } = await pool.query<{ at: Date }>(
    "SELECT greatest(created_at, confirmed_at) AS at FROM sessions WHERE id = $1 AND user_id = $2",
    [credentialId, userId],
  );
  const [session] = rows;
  if (!session) throw sessionEnded();
  return isLately(session.at.getTime()) ? null : confirmingMethods(pool, userId);
}

function sessionEnded(): ApiError {
  return new ApiError("unauthenticated", "Your session has ended; sign in again");
}

function isLately(atMs: number): boolean {
  return runtime().clock.now() - atMs <= confirmedForMs;
}
