import { GET } from "@/app/api/v1/webhooks/[id]/route";
import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { rotateMemorySecret } from "@/lib/features/webhooks/memory-webhooks";
import { route } from "@/lib/http/route";

export const POST = route(
  memoryWebhookContracts.rotateSecret,
  ({ principal, params, body }) => rotateMemorySecret(principal, params.id, body),
  { state: GET },
);
