import { GET } from "@/app/api/v1/webhooks/[id]/deliveries/[delivery_id]/route";
import { memoryDelivery } from "@/lib/features/webhooks/memory-view";
import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { redeliver } from "@/lib/features/webhooks/redeliver";
import { route } from "@/lib/http/route";

export const POST = route(
  memoryWebhookContracts.redeliver,
  async ({ principal, params }) => ({
    data: memoryDelivery(await redeliver(principal, "memory", params.id, params.delivery_id)),
  }),
  { state: GET },
);
