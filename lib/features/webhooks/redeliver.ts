import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { WebhookEndpoint } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { requireAttemptRoom, requireTestRoom } from "./customer-bounds";
import { deliveryView, withAttempts } from "./deliveries";
import type { Delivery, Redelivered, RedeliverFailed } from "./delivery-contract";
import { customerEventBody, eventBody } from "./event-body";
import { enqueueDeliveries } from "./jobs-of-webhooks";
import { lockEndpoint } from "./lock-endpoint";
import { noSuchDelivery, noSuchWebhook, reachOf, type Through } from "./webhook-access";

/** How many deliveries one call queues again. */
const mostAtOnce = 1_000;

/** Sends a delivery again now, with the same id and body, and retries it anew; 409 while the endpoint is off. */
export async function redeliver(
  principal: Principal,
  through: Through,
  webhookId: string,
  id: string,
): Promise<Delivery> {
  return onEnabled(principal, through, webhookId, async (tx, endpoint) => {
    if ((await tx.webhookDelivery.count({ where: { id, endpointId: webhookId } })) === 0) throw noSuchDelivery();
    await requireAttemptRoom(tx, endpoint, id);
    await startAnew(tx, endpoint, [id]);
    return deliveryView(await tx.webhookDelivery.findUniqueOrThrow({ where: { id }, include: withAttempts }));
  });
}

/** Sends what has failed or was cancelled again, oldest first; 409 while the endpoint is off. */
export async function redeliverFailed(
  principal: Principal,
  through: Through,
  webhookId: string,
  { since }: RedeliverFailed,
): Promise<Redelivered> {
  return onEnabled(principal, through, webhookId, async (tx, endpoint) => {
    const where = {
      endpointId: webhookId,
      status: { in: ["failed" as const, "cancelled" as const] },
      ...(since ? { createdAt: { gte: new Date(since) } } : {}),
    };
    const found = await tx.webhookDelivery.findMany({
      where,
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      take: mostAtOnce,
      select: { id: true },
    });
    await startAnew(
      tx,
      endpoint,
      found.map(({ id }) => id),
    );
    return { redelivered: found.length, remaining: await tx.webhookDelivery.count({ where }) };
  });
}

/** Sends a test event to one endpoint, subscribed to it or not; 409 while the endpoint is off. */
export async function sendTest(principal: Principal, through: Through, webhookId: string): Promise<Delivery> {
  return onEnabled(principal, through, webhookId, async (tx, endpoint) => {
    await requireTestRoom(tx, endpoint);
    const { environment, customerId } = endpoint;
    const { organizationId } = principal;
    const now = new Date(runtime().clock.now());
    const id = newId("dlv");
    const event = {
      id: newId("evt"),
      type: "webhook.test",
      createdAt: now,
      organizationId,
      environment,
      data: { webhook_id: webhookId },
    };
    const { id: eventId, type: eventType } = event;
    const row = await tx.webhookDelivery.create({
      data: {
        id,
        endpointId: webhookId,
        organizationId,
        eventId,
        eventType,
        payload: customerId === null ? eventBody(event) : customerEventBody(event),
        createdAt: now,
        startedAt: now,
        nextAttemptAt: now,
      },
      include: withAttempts,
    });
    await enqueueDeliveries(tx, [{ ...row, customerId }]);
    return deliveryView(row);
  });
}

async function startAnew(
  tx: PrismaSession,
  { id: endpointId, customerId }: WebhookEndpoint,
  ids: readonly string[],
): Promise<void> {
  const now = new Date(runtime().clock.now());
  await tx.webhookDelivery.updateMany({
    where: { id: { in: [...ids] } },
    data: { status: "pending", attempts: 0, startedAt: now, nextAttemptAt: now, completedAt: null },
  });
  await enqueueDeliveries(
    tx,
    ids.map((id) => ({ id, endpointId, startedAt: now, customerId })),
  );
}

async function onEnabled<T>(
  principal: Principal,
  through: Through,
  webhookId: string,
  work: (tx: PrismaSession, endpoint: WebhookEndpoint) => Promise<T>,
): Promise<T> {
  return runtime().database.prisma.$transaction(async (tx) => {
    // Locked, so that two calls at once do not queue the same delivery twice.
    await lockEndpoint(tx, webhookId);
    const endpoint = await tx.webhookEndpoint.findFirst({ where: { id: webhookId, ...reachOf(principal, through) } });
    if (!endpoint) throw noSuchWebhook();
    if (!endpoint.enabled) throw new ApiError("conflict", "This webhook endpoint is switched off; switch it on first");
    return work(tx, endpoint);
  });
}
