import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { WebhookDelivery, WebhookEndpoint } from "@/lib/generated/prisma/client";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { withoutNull } from "@/lib/platform/null-character";
import { callOutbound, OutboundError, type OutboundOptions } from "@/lib/platform/outbound";
import { secretsAt, signedHeaders, UnreadableSecret } from "./signature";
import { allowedFor } from "./webhook-access";
import type { Webhook } from "./webhook-contract";

/** What came of one attempt. */
export type Outcome = {
  /** Null when no answer came. */
  status: number | null;
  retryAfter: string | undefined;
  /** In words; null for a success. */
  error: string | null;
  /** The beginning of the answer. */
  answer: string | null;
  /** A failure that no further try mends. */
  final: boolean;
  /** Why the endpoint is switched off for it at once, if it is. */
  disables: Webhook["disabled_reason"];
  atMs: number;
  durationMs: number;
};

/** How much of an answer the log keeps, in characters. */
const answerKept = 4_096;

/** Sends a delivery once. Every failure is an outcome, so that nothing waits for ever. */
export async function attempt(
  endpoint: WebhookEndpoint,
  delivery: WebhookDelivery,
  options: Omit<OutboundOptions, "allow">,
): Promise<Outcome> {
  const atMs = runtime().clock.now();
  const began = performance.now();
  try {
    const { status, retryAfter, answer } = await send(endpoint, delivery, options, atMs);
    const error = status >= 200 && status < 300 ? null : statusText(status);
    const gone = status === 410;
    const durationMs = Math.round(performance.now() - began);
    return { status, retryAfter, error, answer, final: gone, disables: gone ? "gone" : null, atMs, durationMs };
  } catch (error) {
    const outcome = failure(reasonOf(error, delivery), atMs, Math.round(performance.now() - began));
    return error instanceof UnreadableSecret ? { ...outcome, final: true, disables: "unreadable_secret" } : outcome;
  }
}

/** The outcome of a delivery whose attempts were all cut short before they had one. */
export function interrupted(): Outcome {
  return { ...failure("Was interrupted on our side each time", runtime().clock.now(), 0), final: true };
}

async function send(
  endpoint: WebhookEndpoint,
  { eventId, payload }: WebhookDelivery,
  options: Omit<OutboundOptions, "allow">,
  atMs: number,
): Promise<{ status: number; retryAfter: string | undefined; answer: string }> {
  const headers = {
    "content-type": "application/json",
    "user-agent": "Latchkey-Webhooks",
    ...signedHeaders(eventId, atMs, payload, secretsAt(endpoint, atMs)),
  };
  const { status, body, ...answered } = await callOutbound(
    { method: "POST", url: endpoint.url, headers, body: payload },
    { ...options, allow: allowedFor(endpoint) },
  );
  const answer = withoutNull(body).slice(0, answerKept);
  return { status, retryAfter: answered.headers["retry-after"], answer };
}

function failure(error: string, atMs: number, durationMs: number): Outcome {
  return { status: null, retryAfter: undefined, error, answer: null, final: false, disables: null, atMs, durationMs };
}

/** In words for the endpoint's owner; what is not theirs to know is for the operator's log. */
function reasonOf(error: unknown, { id }: WebhookDelivery): string {
  if (error instanceof UnreadableSecret) return error.message;
  if (error instanceof OutboundError) return error.reason === "refused" ? `The URL ${error.message}` : error.message;
  runtime().log("error", "webhook_attempt_failed", { delivery: id, ...errorFields(error) });
  return "Something went wrong on our side";
}

function statusText(status: number): string {
  if (status >= 300 && status < 400) return `Answered ${status}; redirects are not followed`;
  return `Answered ${status}`;
}
