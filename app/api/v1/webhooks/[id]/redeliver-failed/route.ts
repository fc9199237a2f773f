import { GET } from "@/app/api/v1/webhooks/[id]/route";
import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { redeliverFailed } from "@/lib/features/webhooks/redeliver";
import { route } from "@/lib/http/route";

export const POST = route(
  memoryWebhookContracts.redeliverFailed,
  async ({ principal, params, body }) => ({
    data: await redeliverFailed(principal, "memory", params.id, body),
  }),
  { state: GET },
);
