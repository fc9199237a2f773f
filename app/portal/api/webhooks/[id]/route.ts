import { portalWebhookContracts } from "@/lib/features/webhooks/portal-webhook-contract";
import { updatePortalWebhook } from "@/lib/features/webhooks/portal-webhooks";
import { deleteWebhook } from "@/lib/features/webhooks/webhooks";
import { route } from "@/lib/http/route";

export const PATCH = route(portalWebhookContracts.update, ({ principal, params, body }) =>
  updatePortalWebhook(principal, params.id, body),
);
export const DELETE = route(portalWebhookContracts.delete, ({ principal, params }) =>
  deleteWebhook(principal, null, params.id),
);
