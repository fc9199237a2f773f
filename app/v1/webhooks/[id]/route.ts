import { throughOf } from "@/lib/features/webhooks/webhook-access";
import {
  deleteWebhookContract,
  getWebhookContract,
  updateWebhookContract,
} from "@/lib/features/webhooks/webhook-contract";
import { deleteWebhook, getWebhook, updateWebhook } from "@/lib/features/webhooks/webhooks";
import { route } from "@/lib/http/route";

export const GET = route(getWebhookContract, ({ principal, params }) =>
  getWebhook(principal, throughOf(principal), params.id),
);
export const PATCH = route(
  updateWebhookContract,
  ({ principal, params, body }) => updateWebhook(principal, "prompts", params.id, body),
  { state: GET },
);
export const DELETE = route(
  deleteWebhookContract,
  ({ principal, params }) => deleteWebhook(principal, throughOf(principal), params.id),
  { state: GET },
);
