import { portalWebhookContracts } from "@/lib/features/webhooks/portal-webhook-contract";
import { rotatePortalSecret } from "@/lib/features/webhooks/portal-webhooks";
import { route } from "@/lib/http/route";

export const POST = route(portalWebhookContracts.rotateSecret, ({ principal, params, body }) =>
  rotatePortalSecret(principal, params.id, body),
);
