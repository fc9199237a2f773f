import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { listMemoryDeliveries } from "@/lib/features/webhooks/memory-webhooks";
import { route } from "@/lib/http/route";

export const GET = route(memoryWebhookContracts.deliveries, ({ principal, params, query }) =>
  listMemoryDeliveries(principal, params.id, query),
);
