import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { dashboardWebhookContracts } from "@/lib/features/webhooks/dashboard-webhook-contract";
import { DeliveryQuery } from "@/lib/features/webhooks/delivery-contract";

/** The organization's endpoints; a page holds as many as there may be. */
export const webhookList = listOf("webhooks", dashboardWebhookContracts.list, { query: { limit: 100 } });

/** What an endpoint's deliveries are narrowed by in the page's address. */
export const deliveryFilters = { status: DeliveryQuery.shape.status };

/** The deliveries of an endpoint that match, newest first. */
export function deliveryList(id: string, filters: AddressOf<typeof deliveryFilters>) {
  const input = { params: { id }, query: { ...filters, limit: 25 } };
  return listOf("webhooks", dashboardWebhookContracts.deliveries, input);
}
