import { getDelivery } from "@/lib/features/webhooks/deliveries";
import { memoryDeliveryDetail } from "@/lib/features/webhooks/memory-view";
import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { route } from "@/lib/http/route";

export const GET = route(memoryWebhookContracts.delivery, async ({ principal, params }) => ({
  data: memoryDeliveryDetail(await getDelivery(principal, "memory", params.id, params.delivery_id)),
}));
