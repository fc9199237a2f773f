import type { ApiKeyList } from "@/lib/features/api-keys/contract";
import type { KeyFilters } from "./key-filters";

/** Keys that the list asks for at once. */
export const keysPerPage = 25;

/** The list's first page as the server rendered it, and when. */
export type FirstKeys = { filters: KeyFilters; page: ApiKeyList; loadedAtMs: number };
