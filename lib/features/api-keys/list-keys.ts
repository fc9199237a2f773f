import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { requireOwnTenant } from "@/lib/http/tenant";
import type { ApiKeyList, ApiKeyQuery } from "./contract";
import { filterKeys } from "./key-filter";
import { keysInOrder } from "./key-order";
import { viewsOf } from "./key-view";

/** A page of the keys that the caller may see, newest first unless sorted otherwise; never a secret. */
export async function listApiKeys(principal: Principal, query: ApiKeyQuery): Promise<ApiKeyList> {
  requireOwnTenant(principal, query.tenantId);
  const { database, clock } = runtime();
  const { apiKey } = database.prisma;
  const nowMs = clock.now();
  const order = keysInOrder(query.sort ?? "-created");
  const { where, replaced } = await filterKeys(principal, query, nowMs);
  const read = await apiKey.findMany({
    where: { AND: [where, order.after(query.cursor)] },
    orderBy: order.orderBy,
    skip: query.skip ?? 0,
    take: query.limit + 1,
  });
  const { rows, next_cursor } = order.pageOf(read, query.limit);
  if (replaced.length === 0) return { data: await viewsOf(database.prisma, principal, rows, nowMs), next_cursor };
  const lines = new Set(rows.map(({ lineId }) => lineId));
  const belowIds = replaced.filter(({ lineId }) => lines.has(lineId)).map(({ id }) => id);
  const below = await apiKey.findMany({ where: { id: { in: belowIds } }, orderBy: order.orderBy });
  const views = await viewsOf(database.prisma, principal, [...rows, ...below], nowMs);
  const lineOf = (index: number) => below[index - rows.length]?.lineId;
  const data = rows.map((row, place) => ({
    ...viewAt(views, place),
    replaces: views.filter((_, index) => lineOf(index) === row.lineId && row.replacedById === null),
  }));
  return { data, next_cursor };
}

function viewAt<View>(views: readonly View[], place: number): View {
  const view = views[place];
  if (!view) throw new Error("every key has a view");
  return view;
}
