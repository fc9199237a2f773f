import { z } from "zod";
import { DeliveryStatus, DisabledReason, Environment } from "@/lib/generated/prisma/enums";
import { Instant } from "@/lib/http/timestamp";

/** The same resources in document 002's form: names in camel case. */

export const MemoryWebhook = z.object({
  id: z.string(),
  tenantId: z.string(),
  environment: z.enum(Environment),
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  enabled: z.boolean(),
  disabledReason: z.enum(DisabledReason).nullable(),
  failingSince: Instant.nullable(),
  previousSecretEndsAt: Instant.nullable(),
  health: z.object({
    succeeded: z.number().int(),
    failed: z.number().int(),
    pending: z.number().int(),
    lastDeliveryAt: Instant.nullable(),
  }),
  createdAt: Instant,
  updatedAt: Instant,
});
export type MemoryWebhook = z.output<typeof MemoryWebhook>;

export const MemoryWebhookWithSecret = MemoryWebhook.extend({ secret: z.string() });

export const MemoryAttempt = z.object({
  at: Instant,
  url: z.string(),
  durationMs: z.number().int(),
  statusCode: z.number().int().nullable(),
  error: z.string().nullable(),
});

export const MemoryDelivery = z.object({
  id: z.string(),
  webhookId: z.string(),
  eventId: z.string(),
  eventType: z.string(),
  status: z.enum(DeliveryStatus),
  attempts: z.array(MemoryAttempt),
  nextAttemptAt: Instant.nullable(),
  createdAt: Instant,
  completedAt: Instant.nullable(),
});
export type MemoryDelivery = z.output<typeof MemoryDelivery>;

export const MemoryDeliveryDetail = MemoryDelivery.extend({
  payload: z.string(),
  attempts: z.array(MemoryAttempt.extend({ responseBody: z.string().nullable() })),
});
export type MemoryDeliveryDetail = z.output<typeof MemoryDeliveryDetail>;
