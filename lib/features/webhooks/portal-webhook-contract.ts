import { z } from "zod";
import { Environment } from "@/lib/generated/prisma/enums";
import { type Contract, defineContract } from "@/lib/http/contract";
import { listOf, Page } from "@/lib/http/page";
import { type CustomerEventType, customerEventIds, customerEvents } from "@/lib/tenancy/customer-events";
import { Delivery, DeliveryDetail } from "./delivery-contract";
import {
  everyEvent,
  NewWebhook,
  named,
  nothingNamed,
  RotateSecret,
  Webhook,
  WebhookFields,
  WebhookParams,
} from "./webhook-contract";

/** What a customer's endpoint can hear of, in the words of the event picker. */
export const portalEvents = customerEvents.map(({ id, description }) => ({ id, description }));

/** How many endpoints a customer may have, of both environments together. */
export const maximumPortalWebhooks = 5;

/** An endpoint as its customer sees it in their portal. */
export const PortalWebhook = Webhook.omit({ product: true });
export type PortalWebhook = z.output<typeof PortalWebhook>;

/** The only answers that hold a secret. */
export const PortalWebhookWithSecret = PortalWebhook.extend({ secret: z.string() });
export type PortalWebhookWithSecret = z.output<typeof PortalWebhookWithSecret>;

const oneEvent = z.enum([everyEvent, ...customerEventIds] as [string, ...CustomerEventType[]]);
const Events = z.union([
  z.literal(everyEvent).transform(() => [everyEvent]),
  z.array(oneEvent).min(1, "must name an event").max(100),
]);

export const NewPortalWebhook = NewWebhook.extend({
  events: Events,
  environment: z.enum(Environment).default("production"),
});
export type NewPortalWebhook = z.output<typeof NewPortalWebhook>;

export const PortalWebhookChange = WebhookFields.extend({ events: Events.optional() }).refine(named, nothingNamed);
export type PortalWebhookChange = z.output<typeof PortalWebhookChange>;

const ofWebhooks = {
  product: "portal",
  audience: "portal",
  portalPart: "webhooks",
  allow: ["portal-session"],
} as const;
const path = "/portal/api/webhooks";
const params = WebhookParams;
const ofDelivery = z.object({ id: z.string(), delivery_id: z.string() });

export const portalWebhookContracts = {
  list: defineContract({
    ...ofWebhooks,
    method: "GET",
    path,
    summary: "The customer's webhook endpoints, newest first",
    query: Page,
    success: { status: 200, body: listOf(PortalWebhook) },
  }),
  create: defineContract({
    ...ofWebhooks,
    method: "POST",
    path,
    refuses: [409],
    summary: "Add a webhook endpoint of the customer's; its signing secret is shown once",
    body: NewPortalWebhook,
    success: { status: 201, body: PortalWebhookWithSecret, secret: true },
  }),
  update: defineContract({
    ...ofWebhooks,
    method: "PATCH",
    path: `${path}/{id}`,
    summary: "Change one of the customer's webhook endpoints, or switch it off and on",
    params,
    body: PortalWebhookChange,
    success: { status: 200, body: PortalWebhook },
  }),
  delete: defineContract({
    ...ofWebhooks,
    method: "DELETE",
    path: `${path}/{id}`,
    summary: "Delete one of the customer's webhook endpoints; its deliveries end",
    params,
    success: { status: 204 },
  }),
  rotateSecret: defineContract({
    ...ofWebhooks,
    method: "POST",
    path: `${path}/{id}/rotate-secret`,
    creates: true,
    summary: "Replace the signing secret; for a while both sign",
    params,
    body: RotateSecret,
    success: { status: 200, body: PortalWebhookWithSecret, secret: true },
  }),
  test: defineContract({
    ...ofWebhooks,
    method: "POST",
    path: `${path}/{id}/test`,
    refuses: [409],
    summary: "Send a test event to one of the customer's webhook endpoints",
    params,
    success: { status: 202, body: Delivery },
  }),
  deliveries: defineContract({
    ...ofWebhooks,
    method: "GET",
    path: `${path}/{id}/deliveries`,
    summary: "The deliveries of one of the customer's webhook endpoints, newest first",
    params,
    query: Page,
    success: { status: 200, body: listOf(Delivery) },
  }),
  delivery: defineContract({
    ...ofWebhooks,
    method: "GET",
    path: `${path}/{id}/deliveries/{delivery_id}`,
    summary: "One delivery with its body and every answer",
    params: ofDelivery,
    success: { status: 200, body: DeliveryDetail },
  }),
  redeliver: defineContract({
    ...ofWebhooks,
    method: "POST",
    path: `${path}/{id}/deliveries/{delivery_id}/redeliver`,
    refuses: [409],
    summary: "Send a delivery again now, with the same id",
    params: ofDelivery,
    success: { status: 202, body: Delivery },
  }),
};

/** What is served of them: every row of this file in the contract table. */
export const contracts: readonly Contract[] = Object.values(portalWebhookContracts);
