import "server-only";
import { productOf } from "@/lib/access/catalogue";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { readLatestRequests } from "@/lib/http/read-recent-requests";
import { readCredentialNames } from "@/lib/tenancy/credential-names";
import { type LatestRequest, latestTold } from "./contract";
import { visibleIds } from "./credentials";

/** The organization's last requests with its keys and tokens, as far as it keeps them and the caller may see who sent them. */
export async function getLatestRequests(principal: Principal): Promise<{ data: LatestRequest[]; kept: boolean }> {
  const { organizationId } = principal;
  const among = await visibleIds(principal);
  const { data, kept } = await readLatestRequests(organizationId, { among, most: latestTold });
  const names = await readCredentialNames(runtime().database.pool, organizationId, [
    ...new Set(data.map(({ credentialId }) => credentialId)),
  ]);
  return {
    data: data.map(({ address: _address, agent: _agent, remedy: _remedy, ...request }) => ({
      ...request,
      credential: names.get(request.credentialId) ?? request.credentialId,
      productLabel: productOf(request.product).label,
    })),
    kept,
  };
}
