import "server-only";
import { keysInState } from "@/lib/access/live-keys";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { requireOwnTenant } from "@/lib/http/tenant";
import { likeLiteral, nameHolding } from "@/lib/platform/text-search";
import { stoppedKeyIds } from "@/lib/tenancy/policy";
import { suspendedKeyIds } from "@/lib/tenancy/suspended-keys";
import type { ApiKeyList, ApiKeyQuery } from "./contract";
import { keysOfConcern } from "./key-concerns";
import { reachOf } from "./key-reach";
import { viewsOf } from "./key-view";

/** The keys that the caller may see, newest first; never a secret. */
export async function listApiKeys(principal: Principal, query: ApiKeyQuery): Promise<ApiKeyList> {
  requireOwnTenant(principal, query.tenantId);
  const { database, clock } = runtime();
  const nowMs = clock.now();
  const now = new Date(nowMs);
  const { product, environment, search } = query;
  const rows = await database.prisma.apiKey.findMany({
    where: {
      AND: [
        reachOf(principal),
        { ...(product ? { product } : {}), ...(environment ? { environment } : {}) },
        query.status ? keysInState(query.status, now, await stateElsewhere(principal.organizationId, now)) : {},
        query.review ? keysOfConcern(nowMs) : {},
        search ? await matching(search) : {},
        afterCursor(query.cursor),
      ],
    },
    orderBy: newestFirst,
    take: query.limit + 1,
  });
  const page = pageOf(rows, query.limit);
  return { data: await viewsOf(database.prisma, principal, page.rows, nowMs), next_cursor: page.next_cursor };
}

/** The keys whose state is not in their rows alone. */
async function stateElsewhere(organizationId: string, now: Date) {
  const { pool, prisma } = runtime().database;
  return {
    stoppedIds: await stoppedKeyIds(pool, organizationId, now),
    suspendedIds: await suspendedKeyIds(prisma, organizationId),
  };
}

/** Part of the name, or the beginning of the key. */
async function matching(search: string) {
  return {
    OR: [await nameHolding(runtime().database.pool, search), { keyPrefix: { startsWith: likeLiteral(search) } }],
  };
}
