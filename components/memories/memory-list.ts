import { z } from "zod";
import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { dashboardMemoryContracts, MemoryQuery, MemorySearch } from "@/lib/features/memories/contract";

const limit = 25;

/** How many rows of the whole list are asked for at once. */
export const memoriesAtOnce = 50;

/** What the list of memories is narrowed by in the page's address. */
export const memoryFilters = { q: MemorySearch.shape.query.or(z.undefined()), type: MemoryQuery.shape.type };

/** How the list is sorted there; what a search finds is sorted by how well it matches. */
export const memorySorting = { sort: MemoryQuery.shape.sort };

/** The memories of a type, newest first unless sorted otherwise. */
export function memoryList({ type, sort }: AddressOf<typeof memoryFilters> & AddressOf<typeof memorySorting>) {
  return listOf("memories", dashboardMemoryContracts.list, {
    query: { limit: memoriesAtOnce, total: "true", ...(type ? { type } : {}), ...(sort ? { sort } : {}) },
  });
}

/** The memories that match words, best match first. */
export function memorySearch(query: string, { type }: AddressOf<typeof memoryFilters>) {
  return listOf("memories", dashboardMemoryContracts.search, { body: { query, limit, ...(type ? { type } : {}) } });
}
