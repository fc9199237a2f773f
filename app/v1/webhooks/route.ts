import { createWebhookContract, listWebhooksContract } from "@/lib/features/webhooks/webhook-contract";
import { createWebhook, listWebhooks } from "@/lib/features/webhooks/webhooks";
import { route } from "@/lib/http/route";

export const GET = route(listWebhooksContract, ({ principal, query }) => listWebhooks(principal, "prompts", query));
export const POST = route(createWebhookContract, ({ principal, body }) => createWebhook(principal, "prompts", body), {
  state: GET,
});
