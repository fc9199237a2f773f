import { listDeliveries } from "@/lib/features/webhooks/deliveries";
import { portalWebhookContracts } from "@/lib/features/webhooks/portal-webhook-contract";
import { route } from "@/lib/http/route";

export const GET = route(portalWebhookContracts.deliveries, ({ principal, params, query }) =>
  listDeliveries(principal, null, params.id, query),
);
