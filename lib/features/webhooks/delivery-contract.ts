import { z } from "zod";
import { DeliveryStatus } from "@/lib/generated/prisma/enums";
import { defineContract } from "@/lib/http/contract";
import { RangeStart } from "@/lib/http/moment";
import { listOf, Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { prompts, WebhookParams } from "./webhook-contract";

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

const DeliveryParams = z.object({ id: z.string(), delivery_id: z.string() });
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
