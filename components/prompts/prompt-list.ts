import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { dashboardPromptContracts, PromptQuery } from "@/lib/features/prompts/contract";

const { q, visibility, sort } = PromptQuery.shape;

/** What the list of prompts is narrowed by in the page's address. */
export const promptFilters = { q, visibility };

/** How it is sorted there. */
export const promptSorting = { sort };

/** How many rows are asked for at once. */
export const promptsAtOnce = 50;

/** The prompts that match. */
export function promptList(filters: AddressOf<typeof promptFilters> & AddressOf<typeof promptSorting>) {
  return listOf("prompts", dashboardPromptContracts.list, {
    query: { ...filters, limit: promptsAtOnce, total: "true" },
  });
}

/** A prompt's versions, highest number first. */
export function versionList(id: string) {
  return listOf("prompts", dashboardPromptContracts.versions, { params: { id }, query: { limit: 50 } });
}
