import { dashboardWebhookContracts } from "@/lib/features/webhooks/contract";
import { rotateSecret } from "@/lib/features/webhooks/webhooks";
import { route } from "@/lib/http/route";

export const POST = route(dashboardWebhookContracts.rotateSecret, ({ principal, params, body }) =>
  rotateSecret(principal, null, params.id, body),
);
