import { GET } from "@/app/v1/webhooks/[id]/route";
import { dashboardWebhookContracts } from "@/lib/features/webhooks/dashboard-webhook-contract";
import { updateWebhook } from "@/lib/features/webhooks/webhooks";
import { route } from "@/lib/http/route";

export const PATCH = route(
  dashboardWebhookContracts.update,
  ({ principal, params, body }) => updateWebhook(principal, null, params.id, body),
  { state: GET },
);
