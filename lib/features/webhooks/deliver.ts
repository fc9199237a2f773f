import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { WebhookDelivery, WebhookEndpoint } from "@/lib/generated/prisma/client";
import type { JobHandler, JobOutcome } from "@/lib/platform/jobs";
import { callOutbound, OutboundError, type OutboundOptions } from "@/lib/platform/outbound";
import { settleAttempt } from "./settle-attempt";
import { secretsAt, signedHeaders } from "./signature";

/** What came of one attempt. */
export type Outcome = {
  /** Null when no answer came. */
  status: number | null;
  retryAfter: string | undefined;
  /** In words; null for a success. */
  error: string | null;
  /** The beginning of the answer. */
  answer: string | null;
  atMs: number;
  durationMs: number;
};

/** Longer than an attempt takes: a process that died in one has let go of the delivery by then. */
const holdMs = 60_000;
/** How much of an answer the log keeps, in characters. */
const answerKept = 4_096;

/** The job that makes one attempt; `options` bound the call of the receiver. */
export function deliverHandler(options: Omit<OutboundOptions, "allow"> = {}): JobHandler {
  return async ({ deliveryId, startedAtMs }) => {
    const round = { id: String(deliveryId), startedAt: new Date(Number(startedAtMs)) };
    const held = await hold(round);
    if (!held) return whenDue(round);
    const { endpoint, ...delivery } = held;
    const outcome = await attempt(endpoint, delivery, options);
    return settleAttempt(endpoint, delivery, outcome);
  };
}

/** A delivery's present round of attempts; another one began when somebody asked for the delivery again. */
type Round = { id: string; startedAt: Date };

/** Takes a due delivery for this attempt, so that no other job sends it at the same time; null when there is nothing to do now. */
async function hold(round: Round): Promise<(WebhookDelivery & { endpoint: WebhookEndpoint }) | null> {
  const { database, clock } = runtime();
  const now = clock.now();
  const [held] = await database.prisma.webhookDelivery.updateManyAndReturn({
    where: { ...round, status: "pending", nextAttemptAt: { lte: new Date(now) }, endpoint: { enabled: true } },
    data: { nextAttemptAt: new Date(now + holdMs) },
    include: { endpoint: true },
  });
  return held ?? null;
}

/** A delivery that waits for a later time keeps its job; one that was sent, cancelled, asked for again or deleted does not. */
async function whenDue(round: Round): Promise<JobOutcome> {
  const { database, clock } = runtime();
  const now = clock.now();
  const waiting = await database.prisma.webhookDelivery.findFirst({
    where: { ...round, status: "pending" },
    include: { endpoint: { select: { enabled: true } } },
  });
  if (!waiting) return undefined;
  if (!waiting.endpoint.enabled) {
    // Handed out while somebody switched the endpoint off.
    await database.prisma.webhookDelivery.updateMany({
      where: { ...round, status: "pending" },
      data: { status: "cancelled", nextAttemptAt: null, completedAt: new Date(now) },
    });
    return undefined;
  }
  return waiting.nextAttemptAt ? { againAtMs: Math.max(waiting.nextAttemptAt.getTime(), now + 1_000) } : undefined;
}

async function attempt(
  endpoint: WebhookEndpoint,
  { eventId, payload }: WebhookDelivery,
  options: Omit<OutboundOptions, "allow">,
): Promise<Outcome> {
  const { clock, settings } = runtime();
  const atMs = clock.now();
  const began = performance.now();
  const headers = {
    "content-type": "application/json",
    "user-agent": "Latchkey-Webhooks",
    ...signedHeaders(eventId, atMs, payload, secretsAt(endpoint, atMs)),
  };
  const result = await callOutbound(
    { method: "POST", url: endpoint.url, headers, body: payload },
    { ...options, allow: settings.outboundAllow },
  ).catch((error: unknown) => {
    if (error instanceof OutboundError) return error;
    throw error;
  });
  const durationMs = Math.round(performance.now() - began);
  if (result instanceof OutboundError) {
    const error = result.reason === "refused" ? `The URL ${result.message}` : result.message;
    return { status: null, retryAfter: undefined, error, answer: null, atMs, durationMs };
  }
  const { status, body } = result;
  const error = status >= 200 && status < 300 ? null : statusText(status);
  // PostgreSQL's text cannot hold the null character.
  const answer = body.replaceAll("\0", "\u{fffd}").slice(0, answerKept);
  return { status, retryAfter: result.headers["retry-after"], error, answer, atMs, durationMs };
}

function statusText(status: number): string {
  if (status >= 300 && status < 400) return `Answered ${status}; redirects are not followed`;
  return `Answered ${status}`;
}
