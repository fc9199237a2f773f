import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";

/**
 * One session, or all but one; all where neither is named. One that a confirmation has just given another id is kept under
 * both.
 */
export type EndedSessions = { only?: string; butNot?: string | null };

/**
 * Ends sessions of a user; how many. Until they would have expired it is remembered for whom they acted, so that one that is
 * shown again is told of like a revoked key. The caller holds the user and announces `session:…` or `user:…`.
 */
export function endSessions(
  tx: PrismaSession,
  userId: string,
  { only, butNot = null }: EndedSessions = {},
): Promise<number> {
  const endedAt = new Date(runtime().clock.now());
  return tx.$executeRaw`
    WITH ended AS (
      DELETE FROM sessions
       WHERE user_id = ${userId} AND id = coalesce(${only ?? null}::text, id)
         AND coalesce(first_id, id) IS DISTINCT FROM (SELECT coalesce(first_id, id) FROM sessions WHERE id = ${butNot}::text)
      RETURNING id, user_id, organization_id, kind, expires_at
    )
    INSERT INTO ended_sessions (id, user_id, organization_id, kind, expires_at, ended_at)
    SELECT id, user_id, organization_id, kind, expires_at, ${endedAt}::timestamptz FROM ended`;
}
