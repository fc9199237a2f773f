import { GET } from "@/app/portal/api/webhooks/[id]/deliveries/[delivery_id]/route";
import { portalWebhookContracts } from "@/lib/features/webhooks/portal-webhook-contract";
import { redeliver } from "@/lib/features/webhooks/redeliver";
import { route } from "@/lib/http/route";

export const POST = route(
  portalWebhookContracts.redeliver,
  ({ principal, params }) => redeliver(principal, null, params.id, params.delivery_id),
  { state: GET },
);
