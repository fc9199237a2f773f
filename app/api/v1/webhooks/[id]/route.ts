import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { deleteMemoryWebhook, getMemoryWebhook, updateMemoryWebhook } from "@/lib/features/webhooks/memory-webhooks";
import { route } from "@/lib/http/route";

export const GET = route(memoryWebhookContracts.get, ({ principal, params, query }) =>
  getMemoryWebhook(principal, params.id, query),
);
export const PATCH = route(
  memoryWebhookContracts.update,
  ({ principal, params, body }) => updateMemoryWebhook(principal, params.id, body),
  { state: GET },
);
export const DELETE = route(
  memoryWebhookContracts.delete,
  ({ principal, params, query }) => deleteMemoryWebhook(principal, params.id, query),
  { state: GET },
);
