import { dashboardWebhookContracts } from "@/lib/features/webhooks/contract";
import { listDeliveries } from "@/lib/features/webhooks/deliveries";
import { route } from "@/lib/http/route";

export const GET = route(dashboardWebhookContracts.deliveries, ({ principal, params, query }) =>
  listDeliveries(principal, null, params.id, query),
);
