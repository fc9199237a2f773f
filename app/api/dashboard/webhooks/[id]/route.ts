import { dashboardWebhookContracts } from "@/lib/features/webhooks/contract";
import { deleteWebhook, getWebhook, updateWebhook } from "@/lib/features/webhooks/webhooks";
import { route } from "@/lib/http/route";

export const GET = route(dashboardWebhookContracts.get, ({ principal, params }) =>
  getWebhook(principal, null, params.id),
);
export const PATCH = route(dashboardWebhookContracts.update, ({ principal, params, body }) =>
  updateWebhook(principal, null, params.id, body),
);
export const DELETE = route(dashboardWebhookContracts.delete, ({ principal, params }) =>
  deleteWebhook(principal, null, params.id),
);
