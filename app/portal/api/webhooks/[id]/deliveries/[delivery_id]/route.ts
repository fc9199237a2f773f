import { getDelivery } from "@/lib/features/webhooks/deliveries";
import { portalWebhookContracts } from "@/lib/features/webhooks/portal-webhook-contract";
import { route } from "@/lib/http/route";

export const GET = route(portalWebhookContracts.delivery, ({ principal, params }) =>
  getDelivery(principal, null, params.id, params.delivery_id),
);
