import { GET } from "@/app/api/v1/webhooks/[id]/route";
import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { sendMemoryTest } from "@/lib/features/webhooks/memory-webhooks";
import { route } from "@/lib/http/route";

export const POST = route(
  memoryWebhookContracts.test,
  ({ principal, params }) => sendMemoryTest(principal, params.id),
  { state: GET },
);
