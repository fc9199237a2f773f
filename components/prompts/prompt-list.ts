import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { dashboardPromptContracts, PromptQuery } from "@/lib/features/prompts/contract";

const { q, visibility } = PromptQuery.shape;

/** What the list of prompts is narrowed by in the page's address. */
export const promptFilters = { q, visibility };

/** The prompts that match. */
export function promptList(filters: AddressOf<typeof promptFilters>) {
  return listOf("prompts", dashboardPromptContracts.list, { query: { ...filters, limit: 25 } });
}

/** A prompt's versions, highest number first. */
export function versionList(id: string) {
  return listOf("prompts", dashboardPromptContracts.versions, { params: { id }, query: { limit: 50 } });
}
