import "server-only";
import type { ApiKey as ApiKeyRow, Prisma } from "@/lib/generated/prisma/client";
import { byCreation, byFoldedName, inOrder, isInstant } from "@/lib/http/sort-columns";
import type { SortColumn } from "@/lib/http/sorted-pages";
import type { KeyOrder, KeySort } from "./contract";

type Column = SortColumn<ApiKeyRow, Prisma.ApiKeyWhereInput, Prisma.ApiKeyOrderByWithRelationInput>;

const columns: Record<KeyOrder, Column> = {
  name: byFoldedName,
  created: byCreation,
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
  return inOrder(sort, columns);
}
