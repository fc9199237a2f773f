import "server-only";
import { createHmac, randomBytes } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import { sealPurposes } from "@/lib/access/sealed-values";
import type { WebhookEndpoint } from "@/lib/generated/prisma/client";
import type { Seals } from "@/lib/platform/sealed";

const secretPrefix = "whsec_";
const secretBytes = 32;

/** A new signing secret (Standard Webhooks): `whsec_` and 32 random bytes in base64. */
export function newSigningSecret(): string {
  return secretPrefix + randomBytes(secretBytes).toString("base64");
}

/** The secret as it is stored: a signature needs the secret itself, so it is encrypted rather than hashed. */
export function sealSecret(secret: string): string {
  return runtime().seals.seal(secret, sealPurposes.webhookSecret);
}

/** The endpoint's secret was sealed with another ENCRYPTION_KEY; the message is for its owners. */
export class UnreadableSecret extends Error {
  constructor() {
    super(
      "The signing secret can no longer be read, because the encryption key of the deployment has changed: rotate the secret",
    );
  }
}

/**
 * The secrets that sign now: the current one, and until the overlap ends the one before it. Throws `UnreadableSecret` when
 * the current one cannot be opened; one before it that cannot signs no more.
 */
export function secretsAt(
  { sealedSecret, sealedPreviousSecret, previousSecretEndsAt }: WebhookEndpoint,
  nowMs: number,
): string[] {
  const { seals } = runtime();
  const overlaps =
    sealedPreviousSecret !== null && previousSecretEndsAt !== null && previousSecretEndsAt.getTime() > nowMs;
  const secret = openSecret(seals, sealedSecret);
  const previous = overlaps ? openSecret(seals, sealedPreviousSecret) : null;
  if (secret === null) throw new UnreadableSecret();
  return previous === null ? [secret] : [secret, previous];
}

function openSecret(seals: Seals, sealed: string): string | null {
  try {
    return seals.open(sealed, sealPurposes.webhookSecret);
  } catch {
    return null;
  }
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
