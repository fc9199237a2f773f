import "server-only";
import { managementProduct } from "@/lib/access/catalogue";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { mostTags } from "./list-contract";

/** The tags of the caller's organization's keys, those of most keys first; management keys have none. */
export async function readKeyTags({
  organizationId,
}: UserPrincipal): Promise<{ data: { tag: string; keys: number }[] }> {
  const { rows } = await runtime().database.pool.query<{ tag: string; keys: number }>(
    `SELECT tag, count(*)::int AS keys FROM api_keys k, unnest(k.tags) tag
      WHERE k.organization_id = $1 AND k.product <> $2 AND k.tags <> '{}'
      GROUP BY tag ORDER BY keys DESC, tag LIMIT ${mostTags}`,
    [organizationId, managementProduct],
  );
  return { data: rows };
}
