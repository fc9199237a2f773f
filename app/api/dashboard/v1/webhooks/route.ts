import { dashboardWebhookContracts } from "@/lib/features/webhooks/dashboard-webhook-contract";
import { createWebhook, listWebhooks } from "@/lib/features/webhooks/webhooks";
import { route } from "@/lib/http/route";

export const GET = route(dashboardWebhookContracts.list, ({ principal, query }) =>
  listWebhooks(principal, null, query),
);
export const POST = route(
  dashboardWebhookContracts.create,
  ({ principal, body: { product, ...webhook } }) => createWebhook(principal, product, webhook),
  { state: GET },
);
