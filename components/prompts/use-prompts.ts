"use client";
import { useRefresh } from "@/components/ui/use-list";

/** Loads every list of prompts and versions again after something changed. */
export function useRefreshPrompts(): () => Promise<void> {
  return useRefresh("prompts");
}
