import { listCustomerWebhooksContract } from "@/lib/features/webhooks/customer-webhook-contract";
import { listCustomerWebhooks } from "@/lib/features/webhooks/customer-webhooks";
import { route } from "@/lib/http/route";

export const GET = route(listCustomerWebhooksContract, ({ principal, params, query }) =>
  listCustomerWebhooks(principal, params.id, query),
);
