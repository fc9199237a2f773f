import { z } from "zod";
import { DeliveryStatus, DisabledReason, Environment } from "@/lib/generated/prisma/enums";
import { apiV1Callers, type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { RangeStart } from "@/lib/http/moment";
import { labelOf } from "@/lib/http/name";
import { Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { type EventType, eventTypes, eventTypesOf } from "@/lib/tenancy/event-catalogue";
import { MemoryDelivery, MemoryDeliveryDetail, MemoryWebhook, MemoryWebhookWithSecret } from "./memory-form";

/** The products through whose API endpoints are managed; an endpoint receives its own product's events and the general ones. */
export const WebhookProduct = z.enum(["prompts", "memory"]);
export type WebhookProduct = z.output<typeof WebhookProduct>;

/** Stands for every event, those of later versions included. */
export const everyEvent = "*";

/** What an endpoint may subscribe to; a test goes to the endpoint that it tests, asked for or not. */
export function subscribableEvents(product: WebhookProduct): readonly EventType[] {
  return eventTypesOf(product).filter((type) => type !== "webhook.test");
}

/** The words of the event picker. */
export function eventDescription(id: string): string {
  return eventTypes.find((type) => type.id === id)?.description ?? "";
}

/** How many endpoints an organization may have, of both products and environments together. */
export const maximumWebhooks = 20;

const Url = z.string().trim().min(1, "must not be empty").max(2_000, "must have at most 2,000 characters");
const Description = labelOf(500);

/** A list of event types of the product, or `*` for all. */
export function Events(product: WebhookProduct) {
  const one = z.enum([everyEvent, ...subscribableEvents(product)]);
  return z.union([
    z.literal(everyEvent).transform(() => [everyEvent]),
    z.array(one).min(1, "must name an event").max(100),
  ]);
}

export const Webhook = z.object({
  id: z.string(),
  product: WebhookProduct,
  environment: z.enum(Environment),
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  enabled: z.boolean(),
  /**
   * Why deliveries were stopped by us: `failing` for three days, the receiver said it is `gone` (410), or the
   * `unreadable_secret` has to be rotated because the encryption key has changed.
   */
  disabled_reason: z.enum(DisabledReason).nullable(),
  /** Since when every delivery has failed. */
  failing_since: Instant.nullable(),
  /** Until then the secret before the last rotation signs as well. */
  previous_secret_ends_at: Instant.nullable(),
  /** Deliveries of the last seven days. */
  health: z.object({
    succeeded: z.number().int(),
    failed: z.number().int(),
    pending: z.number().int(),
    last_delivery_at: Instant.nullable(),
  }),
  created_at: Timestamp,
  updated_at: Instant,
});
export type Webhook = z.output<typeof Webhook>;

/** The only answers that hold a secret. */
export const WebhookWithSecret = Webhook.extend({ secret: z.string() });
export type WebhookWithSecret = z.output<typeof WebhookWithSecret>;

export const NewWebhook = z.strictObject({
  url: Url,
  events: Events("prompts"),
  description: Description.default(""),
  /** Which data's events; that of the calling credential unless a user asks for the other. */
  environment: z.enum(Environment).optional(),
});
/** Input of `createWebhook` for any product: the events have been checked against the product. */
export type NewWebhook = {
  url: string;
  events: string[];
  description: string;
  environment?: "development" | "production" | undefined;
};

const WebhookFields = z.strictObject({
  url: Url.optional(),
  events: Events("prompts").optional(),
  description: Description.optional(),
  enabled: z.boolean().optional(),
});
export type WebhookChange = {
  url?: string | undefined;
  events?: string[] | undefined;
  description?: string | undefined;
  enabled?: boolean | undefined;
};
const named = (change: WebhookChange) =>
  [change.url, change.events, change.description, change.enabled].some((part) => part !== undefined);
const nothingNamed = "names nothing to change";
export const WebhookChange = WebhookFields.refine(named, nothingNamed);

export const WebhookQuery = Page.extend({ environment: z.enum(Environment).optional() });
export type WebhookQuery = z.output<typeof WebhookQuery> & { product?: WebhookProduct | undefined };

export const RotateSecret = z.strictObject({
  /** How long the old secret signs beside the new one, in seconds; at most seven days. */
  overlap_seconds: z.number().int().min(0).max(604_800).default(86_400),
});
export type RotateSecret = z.output<typeof RotateSecret>;

export const Attempt = z.object({
  at: Instant,
  url: z.string(),
  duration_ms: z.number().int(),
  /** Null when no answer came. */
  status_code: z.number().int().nullable(),
  error: z.string().nullable(),
});
export type Attempt = z.output<typeof Attempt>;

export const Delivery = z.object({
  id: z.string(),
  webhook_id: z.string(),
  /** The `webhook-id` of every attempt. */
  event_id: z.string(),
  event_type: z.string(),
  status: z.enum(DeliveryStatus),
  /** Oldest first, those before a redelivery included. */
  attempts: z.array(Attempt),
  next_attempt_at: Instant.nullable(),
  created_at: Timestamp,
  completed_at: Instant.nullable(),
});
export type Delivery = z.output<typeof Delivery>;

/** With what was sent and what came back. */
export const DeliveryDetail = Delivery.extend({
  /** The body exactly as it is signed and sent. */
  payload: z.string(),
  attempts: z.array(Attempt.extend({ response_body: z.string().nullable() })),
});
export type DeliveryDetail = z.output<typeof DeliveryDetail>;

export const DeliveryQuery = Page.extend({ status: z.enum(DeliveryStatus).optional() });
export type DeliveryQuery = z.output<typeof DeliveryQuery>;

export const RedeliverFailed = z.strictObject({
  /** Only deliveries of events since this instant, or since the beginning of this UTC day. */
  since: RangeStart.optional(),
});
export type RedeliverFailed = z.output<typeof RedeliverFailed>;

/** How many were queued again, and how many more there are: a call takes at most 1,000. */
export const Redelivered = z.object({ redelivered: z.number().int(), remaining: z.number().int() });
export type Redelivered = z.output<typeof Redelivered>;

const WebhookParams = z.object({ id: z.string() });
const DeliveryParams = z.object({ id: z.string(), delivery_id: z.string() });
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() });

const prompts = { product: "prompts", allow: v1Callers } as const;

export const listWebhooksContract = defineContract({
  ...prompts,
  method: "GET",
  path: "/v1/webhooks",
  summary: "List webhook endpoints, newest first",
  scope: "webhooks:read",
  query: WebhookQuery,
  success: { status: 200, body: listOf(Webhook) },
});

export const createWebhookContract = defineContract({
  ...prompts,
  method: "POST",
  path: "/v1/webhooks",
  summary: "Add a webhook endpoint; its signing secret is shown once",
  scope: "webhooks:write",
  body: NewWebhook,
  success: { status: 201, body: WebhookWithSecret },
});

export const getWebhookContract = defineContract({
  ...prompts,
  dashboard: true,
  method: "GET",
  path: "/v1/webhooks/{id}",
  summary: "One webhook endpoint",
  scope: "webhooks:read",
  params: WebhookParams,
  success: { status: 200, body: Webhook },
});

export const updateWebhookContract = defineContract({
  ...prompts,
  method: "PATCH",
  path: "/v1/webhooks/{id}",
  summary: "Change a webhook endpoint, or switch it off and on",
  scope: "webhooks:write",
  params: WebhookParams,
  body: WebhookChange,
  success: { status: 200, body: Webhook },
});

export const deleteWebhookContract = defineContract({
  ...prompts,
  dashboard: true,
  method: "DELETE",
  path: "/v1/webhooks/{id}",
  summary: "Delete a webhook endpoint; its deliveries end",
  scope: "webhooks:write",
  params: WebhookParams,
  success: { status: 204 },
});

export const rotateSecretContract = defineContract({
  ...prompts,
  dashboard: true,
  method: "POST",
  path: "/v1/webhooks/{id}/rotate-secret",
  summary: "Replace the signing secret; for a while both sign",
  creates: true,
  scope: "webhooks:write",
  params: WebhookParams,
  body: RotateSecret,
  success: { status: 200, body: WebhookWithSecret },
});

export const testWebhookContract = defineContract({
  ...prompts,
  dashboard: true,
  method: "POST",
  path: "/v1/webhooks/{id}/test",
  summary: "Send a test event to a webhook endpoint",
  scope: "webhooks:write",
  params: WebhookParams,
  success: { status: 202, body: Delivery },
});

export const listDeliveriesContract = defineContract({
  ...prompts,
  dashboard: true,
  method: "GET",
  path: "/v1/webhooks/{id}/deliveries",
  summary: "List an endpoint's deliveries with their attempts, newest first",
  scope: "webhooks:read",
  params: WebhookParams,
  query: DeliveryQuery,
  success: { status: 200, body: listOf(Delivery) },
});

export const getDeliveryContract = defineContract({
  ...prompts,
  dashboard: true,
  method: "GET",
  path: "/v1/webhooks/{id}/deliveries/{delivery_id}",
  summary: "One delivery with its body and every answer",
  scope: "webhooks:read",
  params: DeliveryParams,
  success: { status: 200, body: DeliveryDetail },
});

export const redeliverContract = defineContract({
  ...prompts,
  dashboard: true,
  method: "POST",
  path: "/v1/webhooks/{id}/deliveries/{delivery_id}/redeliver",
  summary: "Send a delivery again now, with the same id",
  scope: "webhooks:write",
  params: DeliveryParams,
  success: { status: 202, body: Delivery },
});

export const redeliverFailedContract = defineContract({
  ...prompts,
  dashboard: true,
  method: "POST",
  path: "/v1/webhooks/{id}/redeliver-failed",
  summary: "Send an endpoint's failed deliveries again",
  scope: "webhooks:write",
  params: WebhookParams,
  body: RedeliverFailed,
  success: { status: 202, body: Redelivered },
});

/** The page lists, creates and changes endpoints of both products. */
const ownPages = {
  product: "dashboard",
  allow: ["dashboard-session"],
  audience: "dashboard",
} as const;
const dashboardBase = "/api/dashboard/v1/webhooks";
const AnyEvents = z.array(z.string().max(100)).min(1, "must name an event").max(100);

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

/** Where given, the caller's own organization; else 403 TENANT_MISMATCH. */
const TenantId = z.string().max(200).optional();
const TenantQuery = z.object({ tenantId: TenantId });
const memory = { product: "memory", allow: apiV1Callers, scope: "write:webhooks", dashboard: false } as const;
const one = <Item extends z.ZodType>(data: Item) => z.object({ data });
const memoryBase = "/api/v1/webhooks";

/** The same endpoints in document 002's form. */
export const memoryWebhookContracts = {
  list: defineContract({
    ...listWebhooksContract,
    ...memory,
    path: memoryBase,
    query: WebhookQuery.extend({ tenantId: TenantId }),
    success: { status: 200, body: listOf(MemoryWebhook), framed: true },
  }),
  create: defineContract({
    ...createWebhookContract,
    ...memory,
    path: memoryBase,
    body: NewWebhook.extend({ events: Events("memory"), tenantId: TenantId }),
    success: { status: 201, body: one(MemoryWebhookWithSecret), framed: true },
  }),
  get: defineContract({
    ...getWebhookContract,
    ...memory,
    path: `${memoryBase}/{id}`,
    query: TenantQuery,
    success: { status: 200, body: one(MemoryWebhook), framed: true },
  }),
  update: defineContract({
    ...updateWebhookContract,
    ...memory,
    path: `${memoryBase}/{id}`,
    body: WebhookFields.extend({ events: Events("memory").optional(), tenantId: TenantId }).refine(named, nothingNamed),
    success: { status: 200, body: one(MemoryWebhook), framed: true },
  }),
  delete: defineContract({ ...deleteWebhookContract, ...memory, path: `${memoryBase}/{id}`, query: TenantQuery }),
  rotateSecret: defineContract({
    ...rotateSecretContract,
    ...memory,
    path: `${memoryBase}/{id}/rotate-secret`,
    success: { status: 200, body: one(MemoryWebhookWithSecret), framed: true },
  }),
  test: defineContract({
    ...testWebhookContract,
    ...memory,
    path: `${memoryBase}/{id}/test`,
    success: { status: 202, body: one(MemoryDelivery), framed: true },
  }),
  deliveries: defineContract({
    ...listDeliveriesContract,
    ...memory,
    path: `${memoryBase}/{id}/deliveries`,
    success: { status: 200, body: listOf(MemoryDelivery), framed: true },
  }),
  delivery: defineContract({
    ...getDeliveryContract,
    ...memory,
    path: `${memoryBase}/{id}/deliveries/{delivery_id}`,
    success: { status: 200, body: one(MemoryDeliveryDetail), framed: true },
  }),
  redeliver: defineContract({
    ...redeliverContract,
    ...memory,
    path: `${memoryBase}/{id}/deliveries/{delivery_id}/redeliver`,
    success: { status: 202, body: one(MemoryDelivery), framed: true },
  }),
  redeliverFailed: defineContract({
    ...redeliverFailedContract,
    ...memory,
    path: `${memoryBase}/{id}/redeliver-failed`,
    success: { status: 202, body: one(Redelivered), framed: true },
  }),
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listWebhooksContract,
  createWebhookContract,
  getWebhookContract,
  updateWebhookContract,
  deleteWebhookContract,
  rotateSecretContract,
  testWebhookContract,
  listDeliveriesContract,
  getDeliveryContract,
  redeliverContract,
  redeliverFailedContract,
  dashboardWebhookContracts.list,
  dashboardWebhookContracts.create,
  dashboardWebhookContracts.update,
  ...Object.values(memoryWebhookContracts),
];
