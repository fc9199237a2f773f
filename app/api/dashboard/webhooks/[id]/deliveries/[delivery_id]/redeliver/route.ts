import { dashboardWebhookContracts } from "@/lib/features/webhooks/contract";
import { redeliver } from "@/lib/features/webhooks/redeliver";
import { route } from "@/lib/http/route";

export const POST = route(dashboardWebhookContracts.redeliver, ({ principal, params }) =>
  redeliver(principal, null, params.id, params.delivery_id),
);
