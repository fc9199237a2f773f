"use client";
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Delivery, dashboardWebhookContracts, type Webhook } from "@/lib/features/webhooks/contract";
import { call } from "@/lib/http/call";

const refreshMs = 10_000;
const pendingRefreshMs = 2_000;
const deliveriesPerPage = 25;

/** The organization's endpoints, kept current while one looks. */
export function useWebhooks(first: { webhooks: Webhook[]; loadedAtMs: number }) {
  return useQuery({
    queryKey: ["webhooks", "list"],
    queryFn: async ({ signal }) =>
      (await call(dashboardWebhookContracts.list, { query: { limit: 100 } }, { signal })).data,
    initialData: first.webhooks,
    initialDataUpdatedAt: first.loadedAtMs,
    refetchInterval: refreshMs,
  });
}

/** One endpoint, kept current while one looks and until it is deleted. */
export function useWebhook(first: Webhook, loadedAtMs: number, deleted: boolean) {
  return useQuery({
    enabled: !deleted,
    queryKey: ["webhooks", "one", first.id],
    queryFn: ({ signal }) => call(dashboardWebhookContracts.get, { params: { id: first.id } }, { signal }),
    initialData: first,
    initialDataUpdatedAt: loadedAtMs,
    refetchInterval: refreshMs,
  });
}

/** An endpoint's deliveries, page by page; quickly again while one is on its way. */
export function useDeliveries(id: string, status: Delivery["status"] | undefined) {
  return useInfiniteQuery({
    queryKey: ["webhooks", "deliveries", id, status ?? "any"],
    queryFn: ({ pageParam, signal }) =>
      call(
        dashboardWebhookContracts.deliveries,
        { params: { id }, query: { limit: deliveriesPerPage, status, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.data.some((delivery) => delivery.status === "pending") ? pendingRefreshMs : refreshMs,
  });
}

/** One delivery with its texts; asked for again when its attempts have changed. */
export function useDelivery({ webhook_id, id, status, attempts }: Delivery) {
  return useQuery({
    queryKey: ["webhooks", "delivery", id, status, attempts.length],
    queryFn: ({ signal }) =>
      call(dashboardWebhookContracts.delivery, { params: { id: webhook_id, delivery_id: id } }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** Loads the list again after an endpoint was deleted; the endpoint itself is not asked for any more. */
export function useRefreshWebhookList(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["webhooks", "list"] });
}

/** Loads everything about webhooks again after something changed. */
export function useRefreshWebhooks(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["webhooks"] });
}
