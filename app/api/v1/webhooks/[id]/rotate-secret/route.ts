import { GET } from "@/app/api/v1/webhooks/[id]/route";
import { tenantIdOf } from "@/lib/access/principal";
import { memoryWebhookWithSecret } from "@/lib/features/webhooks/memory-view";
import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { rotateSecret } from "@/lib/features/webhooks/webhooks";
import { route } from "@/lib/http/route";

export const POST = route(
  memoryWebhookContracts.rotateSecret,
  async ({ principal, params, body }) => ({
    data: memoryWebhookWithSecret(await rotateSecret(principal, "memory", params.id, body), tenantIdOf(principal)),
  }),
  { state: GET },
);
