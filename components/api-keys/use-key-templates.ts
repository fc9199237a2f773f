"use client";
import { useRefresh } from "@/components/ui/use-list";
import { keyTemplateGroup } from "./template-list";

/** Loads templates again after something changed. */
export function useRefreshKeyTemplates(): () => Promise<void> {
  return useRefresh(keyTemplateGroup);
}
