import { GET } from "@/app/api/v1/webhooks/[id]/route";
import { memoryWebhookContracts } from "@/lib/features/webhooks/contract";
import { memoryDelivery } from "@/lib/features/webhooks/memory-view";
import { sendTest } from "@/lib/features/webhooks/redeliver";
import { route } from "@/lib/http/route";

export const POST = route(
  memoryWebhookContracts.test,
  async ({ principal, params }) => ({
    data: memoryDelivery(await sendTest(principal, "memory", params.id)),
  }),
  { state: GET },
);
