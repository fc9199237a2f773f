import { dashboardWebhookContracts } from "@/lib/features/webhooks/contract";
import { getDelivery } from "@/lib/features/webhooks/deliveries";
import { route } from "@/lib/http/route";

export const GET = route(dashboardWebhookContracts.delivery, ({ principal, params }) =>
  getDelivery(principal, null, params.id, params.delivery_id),
);
