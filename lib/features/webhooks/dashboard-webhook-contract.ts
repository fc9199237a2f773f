import { z } from "zod";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import {
  getDeliveryContract,
  listDeliveriesContract,
  redeliverContract,
  redeliverFailedContract,
  testWebhookContract,
} from "./delivery-contract";
import {
  createWebhookContract,
  deleteWebhookContract,
  getWebhookContract,
  listWebhooksContract,
  NewWebhook,
  named,
  nothingNamed,
  rotateSecretContract,
  updateWebhookContract,
  WebhookFields,
  WebhookProduct,
  WebhookQuery,
} from "./webhook-contract";

/**
 * Declared beside the public rows, whose doors they would be: a public row is of one product, so it names none and knows
 * the product's events. The page is of both. It says the product of a new endpoint, and the handler checks its events.
 */
const dashboardBase = "/api/dashboard/v1/webhooks";
const AnyEvents = z.array(z.string().max(100)).min(1, "must name an event").max(300);

export const dashboardWebhookContracts = {
  list: defineDashboardContract({
    ...listWebhooksContract,
    path: dashboardBase,
    query: WebhookQuery.extend({ product: WebhookProduct.optional() }),
  }),
  create: defineDashboardContract({
    ...createWebhookContract,
    path: dashboardBase,
    body: NewWebhook.extend({ product: WebhookProduct, events: AnyEvents }),
  }),
  update: defineDashboardContract({
    ...updateWebhookContract,
    path: `${dashboardBase}/{id}`,
    body: WebhookFields.extend({ events: AnyEvents.optional() }).refine(named, nothingNamed),
  }),
  get: getWebhookContract,
  delete: deleteWebhookContract,
  rotateSecret: rotateSecretContract,
  test: testWebhookContract,
  deliveries: listDeliveriesContract,
  delivery: getDeliveryContract,
  redeliver: redeliverContract,
  redeliverFailed: redeliverFailedContract,
};
