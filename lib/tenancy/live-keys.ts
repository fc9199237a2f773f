import "server-only";
import type { KeyState } from "@/lib/access/key-life";
import { Prisma } from "@/lib/generated/prisma/client";

/** What `key-life.ts` and `key-standing.ts` say of one key, as conditions that find keys; a test compares them. */

/** Keys whose state is not in their rows alone: those that a policy has ended by now, and those that are suspended. */
export type Elsewhere = { stoppedIds: readonly string[]; suspendedIds: readonly string[] };

/** A Prisma condition for API keys that are neither revoked nor expired. */
export function liveKeys(now: Date) {
  return { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
}

/** The same in SQL, of the columns of the one table in reach that has them. */
export function liveSql(now: Date): Prisma.Sql {
  return Prisma.sql`(revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now}))`;
}

/** The same as a text, also of tokens. The names are our own; `at` is a moment in SQL, such as `$2::timestamptz`. */
export function liveTextSql(credential: string, at: string): string {
  return `(${credential}.revoked_at IS NULL AND (${credential}.expires_at IS NULL OR ${credential}.expires_at > ${at}))`;
}

/** A Prisma condition for API keys that have not ended, by themselves or by a policy, with what `readElsewhere` tells. */
export function unendedKeys(now: Date, { stoppedIds }: Pick<Elsewhere, "stoppedIds">) {
  return { ...liveKeys(now), NOT: { id: { in: [...stoppedIds] } } };
}

/** A Prisma condition for API keys of an organization in a state, with what `readElsewhere` tells of it. */
export function keysInState(state: KeyState, now: Date, elsewhere: Elsewhere): Prisma.ApiKeyWhereInput {
  if (state === "revoked") return { revokedAt: { not: null } };
  const stopped = { id: { in: [...elsewhere.stoppedIds] } };
  if (state === "expired") return { revokedAt: null, OR: [{ expiresAt: { lte: now } }, stopped] };
  const unended = unendedKeys(now, elsewhere);
  if (state === "disabled") return { ...unended, disabledAt: { not: null } };
  if (state === "scheduled") return { ...unended, disabledAt: null, notBefore: { gt: now } };
  const started = { disabledAt: null, OR: [{ notBefore: null }, { notBefore: { lte: now } }] };
  const suspended = { id: { in: [...elsewhere.suspendedIds] } };
  return { AND: [unended, started, state === "suspended" ? suspended : { NOT: suspended }] };
}

/** A key's state in SQL, with what `readElsewhere` tells. The names are our own; moment and lists are such as `$3::text[]`. */
export function stateSql(
  key: string,
  { at, stopped, suspended }: { at: string; stopped: string; suspended: string },
): string {
  return `CASE WHEN ${key}.revoked_at IS NOT NULL THEN 'revoked'
               WHEN ${key}.expires_at <= ${at} OR ${key}.id = ANY(${stopped}) THEN 'expired'
               WHEN ${key}.disabled_at IS NOT NULL THEN 'disabled'
               WHEN ${key}.not_before > ${at} THEN 'scheduled'
               WHEN ${key}.id = ANY(${suspended}) THEN 'suspended'
               ELSE 'active' END`;
}
