import { GET } from "@/app/api/v1/webhooks/[id]/route";
import { memoryDelivery } from "@/lib/features/webhooks/memory-view";
import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { sendTest } from "@/lib/features/webhooks/redeliver";
import { route } from "@/lib/http/route";

export const POST = route(
  memoryWebhookContracts.test,
  async ({ principal, params }) => ({
    data: memoryDelivery(await sendTest(principal, "memory", params.id)),
  }),
  { state: GET },
);
