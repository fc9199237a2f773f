import "server-only";
import { inPool } from "@/lib/access/key-lineage";
import { readElsewhere } from "@/lib/access/key-standing";
import { keysInState } from "@/lib/access/live-keys";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { requireOwnTenant } from "@/lib/http/tenant";
import { likeLiteral, nameHolding } from "@/lib/platform/text-search";
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
  const elsewhere = () => readElsewhere(inPool(database.pool), principal.organizationId, now);
  const rows = await database.prisma.apiKey.findMany({
    where: {
      AND: [
        reachOf(principal),
        { ...(product ? { product } : {}), ...(environment ? { environment } : {}) },
        query.status ? keysInState(query.status, now, await elsewhere()) : {},
        query.review ? keysOfConcern(nowMs, await elsewhere()) : {},
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

/** Part of the name, or the beginning of the key. */
async function matching(search: string) {
  return {
    OR: [await nameHolding(runtime().database.pool, search), { keyPrefix: { startsWith: likeLiteral(search) } }],
  };
}
