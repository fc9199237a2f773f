import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";

/** Whether the organization has an app, and whether anybody lets one of its apps act for them. */
export async function readFirstApp({ organizationId }: Principal): Promise<{ hasApp: boolean; hasUser: boolean }> {
  const { clock, database } = runtime();
  const { rows } = await database.pool.query<{ apps: boolean; users: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM oauth_apps WHERE organization_id = $1 AND revoked_at IS NULL) AS apps,
            EXISTS (SELECT 1 FROM oauth_apps o JOIN oauth_artifacts a ON a.client_id = o.id
                     WHERE o.organization_id = $1 AND a.model = 'Grant' AND a.expires_at > $2) AS users`,
    [organizationId, new Date(clock.now())],
  );
  return { hasApp: rows[0]?.apps === true, hasUser: rows[0]?.users === true };
}
