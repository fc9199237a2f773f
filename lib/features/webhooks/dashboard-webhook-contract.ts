import { z } from "zod";
import { defineContract } from "@/lib/http/contract";
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

/** The page lists, creates and changes endpoints of both products. */
const ownPages = {
  product: "dashboard",
  allow: ["dashboard-session"],
  audience: "dashboard",
} as const;
const dashboardBase = "/api/dashboard/v1/webhooks";
const AnyEvents = z.array(z.string().max(100)).min(1, "must name an event").max(300);

export const dashboardWebhookContracts = {
  list: defineContract({
    ...listWebhooksContract,
    ...ownPages,
    path: dashboardBase,
    query: WebhookQuery.extend({ product: WebhookProduct.optional() }),
  }),
  create: defineContract({
    ...createWebhookContract,
    ...ownPages,
    path: dashboardBase,
    body: NewWebhook.extend({ product: WebhookProduct, events: AnyEvents }),
  }),
  update: defineContract({
    ...updateWebhookContract,
    ...ownPages,
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
