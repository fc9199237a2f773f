import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { createMemoryWebhook, listMemoryWebhooks } from "@/lib/features/webhooks/memory-webhooks";
import { route } from "@/lib/http/route";

export const GET = route(memoryWebhookContracts.list, ({ principal, query }) => listMemoryWebhooks(principal, query));
export const POST = route(
  memoryWebhookContracts.create,
  ({ principal, body }) => createMemoryWebhook(principal, body),
  { state: GET },
);
