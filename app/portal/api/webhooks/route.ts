import { portalWebhookContracts } from "@/lib/features/webhooks/portal-webhook-contract";
import { createPortalWebhook, listPortalWebhooks } from "@/lib/features/webhooks/portal-webhooks";
import { route } from "@/lib/http/route";

export const GET = route(portalWebhookContracts.list, ({ principal, query }) => listPortalWebhooks(principal, query));
export const POST = route(
  portalWebhookContracts.create,
  ({ principal, body }) => createPortalWebhook(principal, body),
  { state: GET },
);
