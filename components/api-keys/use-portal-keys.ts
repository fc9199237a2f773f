"use client";
import { useRefresh } from "@/components/ui/use-list";
import { portalKeyGroup } from "./portal-key-list";

/** Loads the list of a customer's keys again after something changed. */
export function useRefreshPortalKeys(): () => Promise<void> {
  return useRefresh(portalKeyGroup);
}
