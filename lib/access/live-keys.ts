import "server-only";
import { Prisma } from "@/lib/generated/prisma/client";
import { type KeyState, vouchedProducts } from "./key-life";

/** What `key-life.ts` says of one key, as conditions that find keys; a test compares them. */

/** A Prisma condition for API keys that are neither revoked nor expired. */
export function liveKeys(now: Date) {
  return { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
}

/** The same in SQL, of the columns of the one table in reach that has them. */
export function liveSql(now: Date): Prisma.Sql {
  return Prisma.sql`(revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now}))`;
}

/** Users who answer for keys of services. */
const voucher = { instanceAdmin: true, suspendedAt: null };

/** Keys whose state is not in their rows alone: those that a policy has ended by now, and those of suspended members. */
type Elsewhere = { stoppedIds?: readonly string[]; suspendedIds?: readonly string[] };

/** A Prisma condition for API keys in a state. */
export function keysInState(
  state: KeyState,
  now: Date,
  { stoppedIds = [], suspendedIds = [] }: Elsewhere = {},
): Prisma.ApiKeyWhereInput {
  if (state === "revoked") return { revokedAt: { not: null } };
  const stopped = { id: { in: [...stoppedIds] } };
  if (state === "expired") return { revokedAt: null, OR: [{ expiresAt: { lte: now } }, stopped] };
  if (stoppedIds.length > 0) return { AND: [{ NOT: stopped }, keysInState(state, now, { suspendedIds })] };
  // `is` matches only keys that a user vouches for.
  const unvouched = { product: { in: [...vouchedProducts] }, NOT: { vouchedBy: { is: voucher } } };
  const suspended = { OR: [unvouched, { id: { in: [...suspendedIds] } }] };
  return state === "suspended" ? { ...liveKeys(now), AND: suspended } : { ...liveKeys(now), NOT: suspended };
}
