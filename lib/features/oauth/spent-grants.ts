import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";

/** A grant that is younger may still wait for its first code, and what was used up this recently for what follows it. */
const graceMs = 600_000;

/**
 * Removes the grants of an app for a user of which nothing is alive any more. An app that sends its users through
 * authorization on every page makes one each time. In each organization the first stays, which tells since when the
 * user has agreed, and the newest, by which the next authorization is measured.
 */
export async function removeSpentGrants(
  tx: PrismaSession,
  { appId, userId }: { appId: string; userId: string },
): Promise<void> {
  const limit = new Date(runtime().clock.now() - graceMs);
  // Two stay, because another authorization may be measured at this moment by what was the newest. What another one is
  // removing need not be waited for.
  await tx.$executeRaw`
    WITH own AS (
      SELECT id_hash, grant_id, created_at,
             row_number() OVER (PARTITION BY organization_id ORDER BY created_at, id_hash) AS age,
             row_number() OVER (PARTITION BY organization_id ORDER BY created_at DESC, id_hash DESC) AS youth
        FROM oauth_artifacts WHERE model = 'Grant' AND client_id = ${appId} AND user_id = ${userId}
    ), spent AS (
      SELECT g.id_hash FROM oauth_artifacts g JOIN own USING (id_hash)
       WHERE g.model = 'Grant' AND own.age > 1 AND own.youth > 2 AND own.created_at < ${limit}
         AND NOT EXISTS (
           SELECT 1 FROM oauth_artifacts a
            WHERE a.grant_id = own.grant_id AND a.model <> 'Grant' AND a.expires_at > ${limit}
              AND (a.consumed_at IS NULL OR a.consumed_at > ${limit}))
         FOR UPDATE OF g SKIP LOCKED
    )
    DELETE FROM oauth_artifacts WHERE model = 'Grant' AND id_hash IN (SELECT id_hash FROM spent)`;
}
