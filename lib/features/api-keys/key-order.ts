import "server-only";
import type { ApiKey as ApiKeyRow, Prisma } from "@/lib/generated/prisma/client";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { type SortColumn, sortedPages } from "@/lib/http/sorted-pages";
import { type KeyOrder, type KeySort, keyOrders } from "./contract";

type Column = SortColumn<ApiKeyRow, Prisma.ApiKeyWhereInput, Prisma.ApiKeyOrderByWithRelationInput>;

const isInstant = (text: string) => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text));

const columns: Record<KeyOrder, Column> = {
  name: {
    textOf: ({ nameFolded }) => nameFolded,
    test: (nameFolded) => ({ nameFolded }),
    orderBy: (nameFolded) => ({ nameFolded }),
  },
  created: {
    textOf: ({ createdAt }) => createdAt.toISOString(),
    accepts: isInstant,
    test: (createdAt) => ({ createdAt: createdAt ?? {} }),
    orderBy: (createdAt) => ({ createdAt }),
  },
  // Never used is longest ago.
  last_used: {
    textOf: ({ lastUsedAt }) => lastUsedAt?.toISOString() ?? null,
    accepts: isInstant,
    test: (lastUsedAt) => ({ lastUsedAt }),
    orderBy: (sort) => ({ lastUsedAt: { sort, nulls: sort === "asc" ? "first" : "last" } }),
    nulls: "first",
  },
  // Never is the latest end.
  expires: {
    textOf: ({ expiresAt }) => expiresAt?.toISOString() ?? null,
    accepts: isInstant,
    test: (expiresAt) => ({ expiresAt }),
    orderBy: (sort) => ({ expiresAt: { sort, nulls: sort === "asc" ? "last" : "first" } }),
    nulls: "last",
  },
};

/** How keys are read in an order, and continued after a cursor of it. */
export function keysInOrder(sort: KeySort) {
  // The order of before, whose cursors stay good.
  if (sort === "-created") return { orderBy: newestFirst, after: afterCursor, pageOf };
  const name = keyOrders.find((order) => sort.endsWith(order)) ?? "created";
  return sortedPages(sort, sort.startsWith("-") ? "desc" : "asc", columns[name]);
}
