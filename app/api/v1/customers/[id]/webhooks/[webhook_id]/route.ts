import { deleteCustomerWebhookContract } from "@/lib/features/webhooks/customer-webhook-contract";
import { deleteCustomerWebhook } from "@/lib/features/webhooks/customer-webhooks";
import { route } from "@/lib/http/route";

export const DELETE = route(deleteCustomerWebhookContract, ({ principal, params }) =>
  deleteCustomerWebhook(principal, params.id, params.webhook_id),
);
