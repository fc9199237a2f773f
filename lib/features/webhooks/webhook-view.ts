import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { runtime } from "@/lib/access/runtime";
import type { WebhookEndpoint } from "@/lib/generated/prisma/client";
import { wholeSecond } from "@/lib/platform/whole-second";
import { type Webhook, WebhookProduct } from "./webhook-contract";

export type Health = Webhook["health"];

/** How far back an endpoint's health looks. */
const healthMs = 7 * dayMs;
const unused: Health = { succeeded: 0, failed: 0, pending: 0, last_delivery_at: null };

/** Counts the deliveries of the last seven days by endpoint. */
export async function healthOf(endpointIds: readonly string[]): Promise<Map<string, Health>> {
  const { database, clock } = runtime();
  const groups = await database.prisma.webhookDelivery.groupBy({
    by: ["endpointId", "status"],
    where: { endpointId: { in: [...endpointIds] }, createdAt: { gt: new Date(clock.now() - healthMs) } },
    _count: true,
    _max: { createdAt: true },
  });
  const found = new Map<string, Health>();
  for (const { endpointId, status, _count, _max } of groups) {
    const health = found.get(endpointId) ?? { ...unused };
    if (status === "succeeded" || status === "failed" || status === "pending") health[status] = _count;
    const lastAt = _max.createdAt?.toISOString() ?? null;
    if (lastAt && (!health.last_delivery_at || lastAt > health.last_delivery_at)) health.last_delivery_at = lastAt;
    found.set(endpointId, health);
  }
  return found;
}

/** A stored endpoint as clients see it: everything but its secrets. */
export function viewOf(row: WebhookEndpoint, health?: Health): Webhook {
  return { ...customerViewOf(row, health), product: WebhookProduct.parse(row.product) };
}

/** The same for a customer's, which is of no product of ours. */
export function customerViewOf(row: WebhookEndpoint, health: Health = unused): Omit<Webhook, "product"> {
  const overlapEndsAt = row.previousSecretEndsAt;
  const overlaps = overlapEndsAt !== null && overlapEndsAt.getTime() > runtime().clock.now();
  return {
    id: row.id,
    environment: row.environment,
    url: row.url,
    description: row.description,
    events: row.events,
    enabled: row.enabled,
    disabled_reason: row.disabledReason,
    failing_since: row.failingSince?.toISOString() ?? null,
    previous_secret_ends_at: overlaps ? overlapEndsAt.toISOString() : null,
    health,
    created_at: wholeSecond(row.createdAt),
    updated_at: row.updatedAt.toISOString(),
  };
}
