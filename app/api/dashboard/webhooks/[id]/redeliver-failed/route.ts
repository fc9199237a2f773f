import { dashboardWebhookContracts } from "@/lib/features/webhooks/contract";
import { redeliverFailed } from "@/lib/features/webhooks/redeliver";
import { route } from "@/lib/http/route";

export const POST = route(dashboardWebhookContracts.redeliverFailed, ({ principal, params, body }) =>
  redeliverFailed(principal, null, params.id, body),
);
