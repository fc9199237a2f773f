"use client";
import { useRefresh } from "@/components/ui/use-list";
import { portalWebhookGroup } from "./portal-webhook-list";

/** Loads all about a customer's endpoints again after something changed. */
export function useRefreshPortalWebhooks(): () => Promise<void> {
  return useRefresh(portalWebhookGroup);
}
