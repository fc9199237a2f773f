import { z } from "zod";
import { seenBy } from "@/lib/http/administered";
import { type Contract, defineContract } from "@/lib/http/contract";
import { listOf, Page } from "@/lib/http/page";
import { Webhook } from "./webhook-contract";

/** An endpoint of a customer's as the company sees it: of its URL the host alone, for the rest may be a secret of theirs. */
export const CustomerWebhook = Webhook.omit({
  product: true,
  url: true,
  description: true,
  previous_secret_ends_at: true,
}).extend({ host: z.string() });
export type CustomerWebhook = z.output<typeof CustomerWebhook>;

const path = "/api/v1/customers/{id}/webhooks";

export const listCustomerWebhooksContract = defineContract({
  ...seenBy("manage:customers:read"),
  dashboard: true,
  method: "GET",
  path,
  summary: "Webhook endpoints that a customer made in their portal, newest first",
  params: z.object({ id: z.string() }),
  query: Page,
  success: { status: 200, body: listOf(CustomerWebhook), framed: true },
});

export const deleteCustomerWebhookContract = defineContract({
  ...seenBy("manage:customers:write"),
  dashboard: true,
  method: "DELETE",
  path: `${path}/{webhook_id}`,
  summary: "Delete a webhook endpoint of a customer's; its deliveries end",
  params: z.object({ id: z.string(), webhook_id: z.string() }),
  success: { status: 204 },
});

/** What is served of them: every row of this file in the contract table. */
export const contracts: readonly Contract[] = [listCustomerWebhooksContract, deleteCustomerWebhookContract];
