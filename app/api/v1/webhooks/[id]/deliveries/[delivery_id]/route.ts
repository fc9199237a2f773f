import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { getMemoryDelivery } from "@/lib/features/webhooks/memory-webhooks";
import { route } from "@/lib/http/route";

export const GET = route(memoryWebhookContracts.delivery, ({ principal, params }) =>
  getMemoryDelivery(principal, params.id, params.delivery_id),
);
