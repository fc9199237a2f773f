import { tenantIdOf } from "@/lib/access/principal";
import { memoryWebhook, memoryWebhookWithSecret } from "@/lib/features/webhooks/memory-view";
import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { createWebhook, listWebhooks } from "@/lib/features/webhooks/webhooks";
import { route } from "@/lib/http/route";
import { requireOwnTenant } from "@/lib/http/tenant";

export const GET = route(memoryWebhookContracts.list, async ({ principal, query: { tenantId, ...query } }) => {
  requireOwnTenant(principal, tenantId);
  const { data, next_cursor } = await listWebhooks(principal, "memory", query);
  return { data: data.map((webhook) => memoryWebhook(webhook, tenantIdOf(principal))), next_cursor };
});
export const POST = route(
  memoryWebhookContracts.create,
  async ({ principal, body: { tenantId, ...webhook } }) => {
    requireOwnTenant(principal, tenantId);
    return { data: memoryWebhookWithSecret(await createWebhook(principal, "memory", webhook), tenantIdOf(principal)) };
  },
  { state: GET },
);
