import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { runtime } from "@/lib/access/runtime";
import type { WebhookDelivery, WebhookEndpoint } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import type { JobOutcome } from "@/lib/platform/jobs";
import type { Outcome } from "./attempt";
import { disableEndpoint } from "./disable-endpoint";
import { lockEndpoint } from "./lock-endpoint";
import { nextTryAt } from "./retry-schedule";

/** An endpoint that took nothing for so long is switched off. */
const failingTooLongMs = 3 * dayMs;

/** Logs an attempt and decides how the delivery goes on, in one transaction; returns when to try again. */
export async function settleAttempt(
  endpoint: WebhookEndpoint,
  delivery: WebhookDelivery,
  outcome: Outcome,
): Promise<JobOutcome> {
  const { database, clock } = runtime();
  const { status, error, answer, atMs, durationMs } = outcome;
  const nowMs = clock.now();
  const againAtMs = error === null ? null : nextTry(delivery, outcome, nowMs);
  return database.prisma.$transaction(async (tx) => {
    if (error !== null || endpoint.failingSince) await lockEndpoint(tx, endpoint.id);
    const { count } = await tx.webhookDelivery.updateMany({
      where: { id: delivery.id, startedAt: delivery.startedAt, status: "pending" },
      data: {
        attempts: { increment: 1 },
        nextAttemptAt: againAtMs === null ? null : new Date(againAtMs),
        ...(againAtMs === null
          ? { status: error === null ? "succeeded" : "failed", completedAt: new Date(nowMs) }
          : {}),
      },
    });
    // It was deleted, switched off or asked for again during the attempt. There is nothing to go on with here, but what
    // was sent is logged.
    const going = count > 0;
    if (!going && (await tx.webhookDelivery.count({ where: { id: delivery.id } })) === 0) return undefined;
    await tx.webhookAttempt.create({
      data: {
        deliveryId: delivery.id,
        at: new Date(atMs),
        url: endpoint.url,
        durationMs,
        statusCode: status,
        error,
        responseBody: answer,
      },
    });
    await noteHealth(tx, endpoint, outcome, nowMs);
    return going && againAtMs !== null ? { againAtMs } : undefined;
  });
}

function nextTry({ attempts, startedAt }: WebhookDelivery, { status, retryAfter, final }: Outcome, nowMs: number) {
  if (final) return null;
  const honoured = status === 429 || status === 503 ? retryAfter : undefined;
  return nextTryAt({ tries: attempts + 1, nowMs, startedMs: startedAt.getTime(), retryAfter: honoured });
}

/** Keeps since when the endpoint takes nothing; switches it off when that is too long, or for an outcome that says so. */
async function noteHealth(tx: PrismaSession, endpoint: WebhookEndpoint, { error, disables }: Outcome, nowMs: number) {
  // `updatedAt` tells of changes by users, so it stays.
  const { id, failingSince, updatedAt } = endpoint;
  if (error === null) {
    if (failingSince) await tx.webhookEndpoint.updateMany({ where: { id }, data: { failingSince: null, updatedAt } });
    return;
  }
  // Set once: parallel attempts must not move the beginning.
  if (!failingSince) {
    await tx.webhookEndpoint.updateMany({
      where: { id, failingSince: null, enabled: true },
      data: { failingSince: new Date(nowMs), updatedAt },
    });
  }
  if (disables) await disableEndpoint(tx, endpoint, disables);
  else if (failingSince && nowMs - failingSince.getTime() >= failingTooLongMs) {
    await disableEndpoint(tx, endpoint, "failing");
  }
}
