import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";

/** Whether credentials of the organization ever called one of these endpoints, such as `GET /v1/prompts`, as far as usage is kept. */
export async function hasCalled({ organizationId }: Principal, endpoints: readonly string[]): Promise<boolean> {
  const { ledger, database } = runtime();
  await ledger.flush();
  const { rows } = await database.pool.query<{ called: boolean }>(
    "SELECT EXISTS (SELECT 1 FROM usage_days WHERE organization_id = $1 AND endpoint = ANY($2)) AS called",
    [organizationId, endpoints],
  );
  return rows[0]?.called === true;
}
