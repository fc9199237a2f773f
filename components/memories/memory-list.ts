import { z } from "zod";
import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { dashboardMemoryContracts, MemoryQuery, MemorySearch } from "@/lib/features/memories/contract";

const limit = 25;

/** What the list of memories is narrowed by in the page's address. */
export const memoryFilters = { q: MemorySearch.shape.query.or(z.undefined()), type: MemoryQuery.shape.type };

/** The memories of a type, newest first. */
export function memoryList({ type }: AddressOf<typeof memoryFilters>) {
  return listOf("memories", dashboardMemoryContracts.list, { query: { limit, ...(type ? { type } : {}) } });
}

/** The memories that match words, best match first. */
export function memorySearch(query: string, { type }: AddressOf<typeof memoryFilters>) {
  return listOf("memories", dashboardMemoryContracts.search, { body: { query, limit, ...(type ? { type } : {}) } });
}
