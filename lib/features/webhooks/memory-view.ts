import type { Attempt, Delivery, DeliveryDetail } from "./delivery-contract";
import type { MemoryDelivery, MemoryDeliveryDetail, MemoryWebhook } from "./memory-form";
import type { Webhook, WebhookWithSecret } from "./webhook-contract";

/** An endpoint of a tenant, as document 002 names its parts. */
export function memoryWebhook(webhook: Webhook, tenantId: string): MemoryWebhook {
  const { health } = webhook;
  return {
    id: webhook.id,
    tenantId,
    environment: webhook.environment,
    url: webhook.url,
    description: webhook.description,
    events: webhook.events,
    enabled: webhook.enabled,
    disabledReason: webhook.disabled_reason,
    failingSince: webhook.failing_since,
    previousSecretEndsAt: webhook.previous_secret_ends_at,
    health: {
      succeeded: health.succeeded,
      failed: health.failed,
      pending: health.pending,
      lastDeliveryAt: health.last_delivery_at,
    },
    createdAt: webhook.created_at,
    updatedAt: webhook.updated_at,
  };
}

/** The same with the secret that is shown once. */
export function memoryWebhookWithSecret(webhook: WebhookWithSecret, tenantId: string) {
  return { ...memoryWebhook(webhook, tenantId), secret: webhook.secret };
}

/** A delivery as document 002 would name its parts. */
export function memoryDelivery(delivery: Delivery): MemoryDelivery {
  return {
    id: delivery.id,
    webhookId: delivery.webhook_id,
    eventId: delivery.event_id,
    eventType: delivery.event_type,
    status: delivery.status,
    attempts: delivery.attempts.map(memoryAttempt),
    nextAttemptAt: delivery.next_attempt_at,
    createdAt: delivery.created_at,
    completedAt: delivery.completed_at,
  };
}

/** The same with its body and every answer. */
export function memoryDeliveryDetail(delivery: DeliveryDetail): MemoryDeliveryDetail {
  return {
    ...memoryDelivery(delivery),
    payload: delivery.payload,
    attempts: delivery.attempts.map((attempt) => ({ ...memoryAttempt(attempt), responseBody: attempt.response_body })),
  };
}

function memoryAttempt(attempt: Attempt) {
  const { at, url, duration_ms, status_code, error } = attempt;
  return { at, url, durationMs: duration_ms, statusCode: status_code, error };
}
