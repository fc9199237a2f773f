"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useLeaveGone } from "@/components/ui/use-leave-gone";
import { useRefresh } from "@/components/ui/use-list";
import { dashboardWebhookContracts } from "@/lib/features/webhooks/dashboard-webhook-contract";
import type { Delivery } from "@/lib/features/webhooks/delivery-contract";
import type { Webhook } from "@/lib/features/webhooks/webhook-contract";
import { call } from "@/lib/http/call";
import type { DeliveryCalls } from "./delivery-calls";
import { refreshMsOf } from "./refresh-pace";

/** One endpoint, kept current while one looks and until it is deleted, as quickly as its list in which one `isPending`. */
export function useWebhook(first: Webhook, loadedAtMs: number, deleted: boolean, isPending: boolean) {
  const query = useQuery({
    enabled: !deleted,
    queryKey: ["webhooks", "one", first.id],
    queryFn: ({ signal }) => call(dashboardWebhookContracts.get, { params: { id: first.id } }, { signal }),
    initialData: first,
    initialDataUpdatedAt: loadedAtMs,
    refetchInterval: ({ state }) => refreshMsOf(isPending, state.data ?? first),
  });
  useLeaveGone(query.error);
  return query;
}

/** One delivery with its texts; asked for again when its attempts have changed. */
export function useDelivery({ webhook_id, id, status, attempts }: Delivery, { group, read }: DeliveryCalls) {
  return useQuery({
    queryKey: [group, "delivery", id, status, attempts.length],
    queryFn: ({ signal }) => read({ id, webhook_id }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Loads the list again after an endpoint was deleted; the endpoint itself is not asked for any more. */
export function useRefreshWebhookList(): () => Promise<void> {
  return useRefresh("webhooks", dashboardWebhookContracts.list);
}

/** Loads everything about webhooks again after something changed. */
export function useRefreshWebhooks(): () => Promise<void> {
  return useRefresh("webhooks");
}
