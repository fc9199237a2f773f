import { z } from "zod";
import { DisabledReason, Environment } from "@/lib/generated/prisma/enums";
import { defineContract, v1Callers } from "@/lib/http/contract";
import { labelOf } from "@/lib/http/name";
import { listOf, Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { type EventType, eventTypes, eventTypesOf } from "@/lib/tenancy/event-catalogue";

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
    z.array(one).min(1, "must name an event").max(300),
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
  environment?: Environment | undefined;
};

export const WebhookFields = z.strictObject({
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
export const named = (change: WebhookChange) =>
  [change.url, change.events, change.description, change.enabled].some((part) => part !== undefined);
export const nothingNamed = "names nothing to change";
export const WebhookChange = WebhookFields.refine(named, nothingNamed);

export const WebhookQuery = Page.extend({ environment: z.enum(Environment).optional() });
export type WebhookQuery = z.output<typeof WebhookQuery> & { product?: WebhookProduct | undefined };

export const RotateSecret = z.strictObject({
  /** How long the old secret signs beside the new one, in seconds; at most seven days. */
  overlap_seconds: z.number().int().min(0).max(604_800).default(86_400),
});
export type RotateSecret = z.output<typeof RotateSecret>;

export const WebhookParams = z.object({ id: z.string() });

export const prompts = { product: "prompts", allow: v1Callers } as const;

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
  reauthenticated: true,
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
  reauthenticated: true,
  summary: "Replace the signing secret; for a while both sign",
  creates: true,
  scope: "webhooks:write",
  params: WebhookParams,
  body: RotateSecret,
  success: { status: 200, body: WebhookWithSecret },
});
