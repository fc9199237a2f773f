import { GET } from "@/app/api/v1/webhooks/[id]/deliveries/[delivery_id]/route";
import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { redeliverToMemory } from "@/lib/features/webhooks/memory-webhooks";
import { route } from "@/lib/http/route";

export const POST = route(
  memoryWebhookContracts.redeliver,
  ({ principal, params }) => redeliverToMemory(principal, params.id, params.delivery_id),
  { state: GET },
);
