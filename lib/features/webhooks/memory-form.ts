import { z } from "zod";
import { DeliveryStatus, DisabledReason, Environment } from "@/lib/generated/prisma/enums";

/** The same resources in document 002's form: names in camel case. */

const Timestamp = z.iso.datetime();

export const MemoryWebhook = z.object({
  id: z.string(),
  tenantId: z.string(),
  environment: z.enum(Environment),
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  enabled: z.boolean(),
  disabledReason: z.enum(DisabledReason).nullable(),
  failingSince: Timestamp.nullable(),
  previousSecretEndsAt: Timestamp.nullable(),
  health: z.object({
    succeeded: z.number().int(),
    failed: z.number().int(),
    pending: z.number().int(),
    lastDeliveryAt: Timestamp.nullable(),
  }),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type MemoryWebhook = z.output<typeof MemoryWebhook>;

export const MemoryWebhookWithSecret = MemoryWebhook.extend({ secret: z.string() });

export const MemoryAttempt = z.object({
  at: Timestamp,
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
  nextAttemptAt: Timestamp.nullable(),
  createdAt: Timestamp,
  completedAt: Timestamp.nullable(),
});
export type MemoryDelivery = z.output<typeof MemoryDelivery>;

export const MemoryDeliveryDetail = MemoryDelivery.extend({
  payload: z.string(),
  attempts: z.array(MemoryAttempt.extend({ responseBody: z.string().nullable() })),
});
export type MemoryDeliveryDetail = z.output<typeof MemoryDeliveryDetail>;
