import "server-only";
import { createHmac, randomBytes } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import type { WebhookEndpoint } from "@/lib/generated/prisma/client";

const secretPrefix = "whsec_";
const secretBytes = 32;
const purpose = "webhook-secret";

/** A new signing secret (Standard Webhooks): `whsec_` and 32 random bytes in base64. */
export function newSigningSecret(): string {
  return secretPrefix + randomBytes(secretBytes).toString("base64");
}

/** The secret as it is stored: a signature needs the secret itself, so it is encrypted rather than hashed. */
export function sealSecret(secret: string): string {
  return runtime().seals.seal(secret, purpose);
}

/** The secrets that sign now: the current one, and until the overlap ends the one before it. */
export function secretsAt(
  { sealedSecret, sealedPreviousSecret, previousSecretEndsAt }: WebhookEndpoint,
  nowMs: number,
): string[] {
  const { seals } = runtime();
  const overlaps =
    sealedPreviousSecret !== null && previousSecretEndsAt !== null && previousSecretEndsAt.getTime() > nowMs;
  return [sealedSecret, ...(overlaps ? [sealedPreviousSecret] : [])].map((sealed) => seals.open(sealed, purpose));
}

/** The headers of Standard Webhooks 1.0: one `v1` signature a secret over `id.timestamp.body`; the time in Unix seconds. */
export function signedHeaders(eventId: string, nowMs: number, body: string, secrets: readonly string[]) {
  const timestamp = String(Math.floor(nowMs / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(secretPrefix.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${eventId}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": eventId, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
