import "server-only";
import { randomUUID } from "node:crypto";
import { type ProductId, productOfScope } from "@/lib/access/catalogue";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { scopesOf } from "@/lib/access/held-scopes";
import { planFor } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";

const lifetimeSeconds = 60;
/** A token is handed out again for so long: a busy caller costs one signature in that time. */
const reusedForMs = 15_000;

type Kept = { token: string; atMs: number };

/** By the credential's record, which is another object once anything about the credential is different. */
const kept = new WeakMap<CredentialRecord, Map<string, Kept>>();

/**
 * Who a caller is, signed for the service that runs a product: it believes the token without believing what brought it. Good for 60 seconds
 * at most, and never longer than the credential.
 */
export function identityToken(record: CredentialRecord, product: ProductId, withMetadata: boolean): string {
  const nowMs = runtime().clock.now();
  const tokens = tokensOf(record);
  const id = `${product} ${withMetadata}`;
  const known = tokens.get(id);
  if (known && nowMs >= known.atMs && nowMs < known.atMs + reusedForMs) return known.token;
  const token = runtime().identityKeys.sign(claimsOf(record, product, withMetadata, nowMs), nowMs);
  tokens.set(id, { token, atMs: nowMs });
  return token;
}

function tokensOf(record: CredentialRecord): Map<string, Kept> {
  const known = kept.get(record);
  if (known) return known;
  const made = new Map<string, Kept>();
  kept.set(record, made);
  return made;
}

function claimsOf(record: CredentialRecord, product: ProductId, withMetadata: boolean, nowMs: number) {
  const { principal, expiresAtMs } = record;
  const { organizationId, credentialId, userId, kind, environment, customer } = principal;
  const issuedAt = Math.floor(nowMs / 1_000);
  return {
    iss: runtime().settings.publicUrl,
    aud: product,
    // A member who acts for a customer stays who they are.
    sub: userId ?? customer?.id ?? organizationId,
    iat: issuedAt,
    exp: Math.min(issuedAt + lifetimeSeconds, Math.floor((expiresAtMs ?? Number.POSITIVE_INFINITY) / 1_000)),
    jti: randomUUID(),
    organization_id: organizationId,
    key_id: credentialId,
    kind,
    environment,
    plan: planFor(principal, product),
    // What it holds of other products is not this service's to know.
    scope: scopesOf(record)
      .filter((scope) => productOfScope(scope) === product)
      .join(" "),
    ...(record.roles && record.roles.length > 0 ? { roles: record.roles } : {}),
    ...(userId === null ? {} : { user_id: userId }),
    ...(customer ? { customer: told(customer, withMetadata) } : {}),
  };
}

function told(
  { id, externalId, name, metadata }: NonNullable<CredentialRecord["principal"]["customer"]>,
  all: boolean,
) {
  return { id, external_id: externalId, name, ...(all ? { metadata } : {}) };
}
