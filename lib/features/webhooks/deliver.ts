import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { WebhookDelivery, WebhookEndpoint } from "@/lib/generated/prisma/client";
import { count } from "@/lib/platform/counts";
import type { JobHandler, JobOutcome } from "@/lib/platform/jobs";
import type { OutboundOptions } from "@/lib/platform/outbound";
import { attempt, interrupted } from "./attempt";
import { settleAttempt } from "./settle-attempt";

/** Longer than an attempt takes: a process that died in one has let go of the delivery by then. */
const holdMs = 60_000;
/** A delivery that so often did not come to an outcome at all has failed. */
const mostInterruptions = 5;

/** The job that makes one attempt; `options` bound the call of the receiver. */
export function deliverHandler(options: Omit<OutboundOptions, "allow"> = {}): JobHandler {
  return async ({ deliveryId, startedAtMs }, tries) => {
    const round = { id: String(deliveryId), startedAt: new Date(Number(startedAtMs)) };
    const held = await hold(round);
    if (!held) return whenDue(round);
    const { endpoint, ...delivery } = held;
    const outcome = tries > mostInterruptions ? interrupted() : await attempt(endpoint, delivery, options);
    count("webhook_attempts", "delivery", outcome.error === null ? "succeeded" : "failed");
    return settleAttempt(endpoint, delivery, outcome);
  };
}

/** A delivery's present round of attempts; another one began when somebody asked for the delivery again. */
type Round = { id: string; startedAt: Date };

/** An endpoint that gets what is due: switched on, and of nobody who is suspended. */
const awake = { enabled: true, OR: [{ customerId: null }, { customer: { suspendedAt: null } }] };

/**
 * Takes a due delivery for this attempt, so that no other job sends it at the same time. Null when there is nothing to
 * do now.
 */
async function hold(round: Round): Promise<(WebhookDelivery & { endpoint: WebhookEndpoint }) | null> {
  const { database, clock } = runtime();
  const now = clock.now();
  const [held] = await database.prisma.webhookDelivery.updateManyAndReturn({
    where: { ...round, status: "pending", nextAttemptAt: { lte: new Date(now) }, endpoint: awake },
    data: { nextAttemptAt: new Date(now + holdMs) },
    include: { endpoint: true },
  });
  return held ?? null;
}

/**
 * A delivery that waits for a later time keeps its job. One that was sent, cancelled, asked for again or deleted does
 * not.
 */
async function whenDue(round: Round): Promise<JobOutcome> {
  const { database, clock } = runtime();
  const now = clock.now();
  const waiting = await database.prisma.webhookDelivery.findFirst({
    where: { ...round, status: "pending" },
    include: { endpoint: { select: { enabled: true, customer: { select: { suspendedAt: true } } } } },
  });
  if (!waiting) return undefined;
  const { enabled, customer } = waiting.endpoint;
  if (!enabled || customer?.suspendedAt) {
    // Handed out while somebody switched the endpoint off, or suspended its customer.
    await database.prisma.webhookDelivery.updateMany({
      where: { ...round, status: "pending" },
      data: { status: "cancelled", nextAttemptAt: null, completedAt: new Date(now) },
    });
    return undefined;
  }
  return waiting.nextAttemptAt ? { againAtMs: Math.max(waiting.nextAttemptAt.getTime(), now + 1_000) } : undefined;
}
