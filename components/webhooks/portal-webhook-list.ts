import { listOf } from "@/components/ui/list-source";
import { maximumPortalWebhooks, portalWebhookContracts } from "@/lib/features/webhooks/portal-webhook-contract";

/** What is loaded again together. */
export const portalWebhookGroup = "portal-webhooks";

/** The endpoints of the customer whose portal it is: all that there may be. */
export const portalWebhookList = listOf(portalWebhookGroup, portalWebhookContracts.list, {
  query: { limit: maximumPortalWebhooks },
});

/** The deliveries of one of them, newest first. */
export function portalDeliveryList(id: string) {
  return listOf(portalWebhookGroup, portalWebhookContracts.deliveries, { params: { id }, query: { limit: 10 } });
}
