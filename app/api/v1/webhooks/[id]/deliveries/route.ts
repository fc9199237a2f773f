import { listDeliveries } from "@/lib/features/webhooks/deliveries";
import { memoryDelivery } from "@/lib/features/webhooks/memory-view";
import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { route } from "@/lib/http/route";

export const GET = route(memoryWebhookContracts.deliveries, async ({ principal, params, query }) => {
  const { data, next_cursor } = await listDeliveries(principal, "memory", params.id, query);
  return { data: data.map(memoryDelivery), next_cursor };
});
