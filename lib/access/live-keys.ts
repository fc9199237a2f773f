import "server-only";
import { Prisma } from "@/lib/generated/prisma/client";
import type { KeyState } from "./key-life";
import type { Elsewhere } from "./key-standing";

/** What `key-life.ts` and `key-standing.ts` say of one key, as conditions that find keys; a test compares them. */

/** A Prisma condition for API keys that are neither revoked nor expired. */
export function liveKeys(now: Date) {
  return { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
}

/** The same in SQL, of the columns of the one table in reach that has them. */
export function liveSql(now: Date): Prisma.Sql {
  return Prisma.sql`(revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now}))`;
}

/** A Prisma condition for API keys of an organization in a state, with what `readElsewhere` tells of it. */
export function keysInState(
  state: KeyState,
  now: Date,
  { stoppedIds, suspendedIds }: Elsewhere,
): Prisma.ApiKeyWhereInput {
  if (state === "revoked") return { revokedAt: { not: null } };
  const stopped = { id: { in: [...stoppedIds] } };
  if (state === "expired") return { revokedAt: null, OR: [{ expiresAt: { lte: now } }, stopped] };
  if (stoppedIds.length > 0)
    return { AND: [{ NOT: stopped }, keysInState(state, now, { stoppedIds: [], suspendedIds })] };
  const live = liveKeys(now);
  if (state === "disabled") return { ...live, disabledAt: { not: null } };
  if (state === "scheduled") return { ...live, disabledAt: null, notBefore: { gt: now } };
  const started = { disabledAt: null, AND: [{ OR: [{ notBefore: null }, { notBefore: { lte: now } }] }] };
  const suspended = { id: { in: [...suspendedIds] } };
  return state === "suspended" ? { ...live, ...started, ...suspended } : { ...live, ...started, NOT: suspended };
}
