"use client";
import { useRefresh } from "@/components/ui/use-list";
import { dashboardPromptContracts } from "@/lib/features/prompts/contract";

/** Loads every list of prompts and versions again after something changed. */
export function useRefreshPrompts(): () => Promise<void> {
  return useRefresh("prompts");
}

/** Loads the lists alone again: a page of what was deleted would ask for it in vain. */
export function useRefreshPromptList(): () => Promise<void> {
  return useRefresh("prompts", dashboardPromptContracts.list);
}
