import { tenantIdOf } from "@/lib/access/principal";
import { memoryWebhook } from "@/lib/features/webhooks/memory-view";
import { memoryWebhookContracts } from "@/lib/features/webhooks/memory-webhook-contract";
import { deleteWebhook, getWebhook, updateWebhook } from "@/lib/features/webhooks/webhooks";
import { route } from "@/lib/http/route";
import { requireOwnTenant } from "@/lib/http/tenant";

export const GET = route(memoryWebhookContracts.get, async ({ principal, params, query }) => {
  requireOwnTenant(principal, query.tenantId);
  return { data: memoryWebhook(await getWebhook(principal, "memory", params.id), tenantIdOf(principal)) };
});
export const PATCH = route(
  memoryWebhookContracts.update,
  async ({ principal, params, body: { tenantId, ...change } }) => {
    requireOwnTenant(principal, tenantId);
    return {
      data: memoryWebhook(await updateWebhook(principal, "memory", params.id, change), tenantIdOf(principal)),
    };
  },
  { state: GET },
);
export const DELETE = route(
  memoryWebhookContracts.delete,
  ({ principal, params, query }) => {
    requireOwnTenant(principal, query.tenantId);
    return deleteWebhook(principal, "memory", params.id);
  },
  { state: GET },
);
