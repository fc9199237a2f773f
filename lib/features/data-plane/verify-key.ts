import "server-only";
import type { CredentialRecord } from "@/lib/access/credential-record";
import type { KeyCustomer } from "@/lib/access/customer";
import type { LimitDecision } from "@/lib/access/limiter";
import { type Principal, planFor } from "@/lib/access/principal";
import { endpointOf } from "@/lib/http/contract";
import { retryAfterSeconds, tightest } from "@/lib/http/limit-headers";
import { type Verdict, type VerdictCode, type VerifyRequest, verifyKeyContract } from "./contract";
import { identityToken } from "./identity-token";
import { type Called, type Judgement, judge, nothingKnown, productAskedOf, scopesOf } from "./judge";
import { keyIn, type SentRequest } from "./sent-key";

const endpoint = endpointOf(verifyKeyContract);

/**
 * Answers whether a key may pass, and why not (contract section 8). A trusted service may ask about every
 * organization's keys. Everybody else may ask about their own organization's; any other key is to them like one that
 * does not exist.
 */
export async function verifyKey(principal: Principal, request: VerifyRequest): Promise<{ data: Verdict }> {
  const { scopes, product, environment, cost, ip } = request;
  const found = request.key === undefined ? keyIn(sentOf(request), productAskedOf(request)) : null;
  const organizationId = isTrustedService(principal) ? null : principal.organizationId;
  if (found?.sent === false) return { data: verdictOf(nothingKnown("MISSING")) };
  const judgement = await judge({
    token: request.key ?? found?.token ?? "",
    scopes,
    product,
    environment,
    cost,
    called: calledOf(request),
    address: ip ?? null,
    organizationId,
    endpoint,
    // The asking service's own name says nothing of its caller.
    agent: null,
    askedMs: performance.now(),
  });
  return { data: verdictOf(judgement, request.identity) };
}

function sentOf({ headers = {}, path }: VerifyRequest): SentRequest {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { header: (name) => byName.get(name) ?? null, uri: path ?? null };
}

function calledOf({ endpoint: id, method, path }: VerifyRequest): Called | null {
  if (id !== undefined) return { id };
  return method === undefined || path === undefined ? null : { method, path };
}

/** Only keys have the scope by name, and only an instance admin can make one that does. */
function isTrustedService({ kind, scopes }: Principal): boolean {
  return kind === "api-key" && scopes !== "all" && scopes.includes("keys:verify");
}

function verdictOf({ code, record, product, asked, decision }: Judgement, withIdentity = false): Verdict {
  const principal = record?.principal;
  return {
    valid: code === "VALID",
    code,
    message: messages[code],
    keyId: principal?.credentialId ?? null,
    kind: principal?.kind ?? null,
    name: record?.name ?? null,
    organizationId: principal?.organizationId ?? null,
    ownerId: principal?.userId ?? null,
    environment: principal?.environment ?? null,
    product: product ?? record?.product ?? null,
    endpoint: asked?.endpoint?.id ?? null,
    plan: principal ? planFor(principal, product) : null,
    customer: principal?.customer ? customerTold(principal.customer) : null,
    scopes: record ? [...scopesOf(record)] : [],
    expiresAt: expiryOf(record),
    limits: limitsOf(decision),
    retryAfter: decision && retryAfterSeconds(decision),
    identity: withIdentity && code === "VALID" && record && product ? identityToken(record, product, true) : null,
  };
}

function customerTold({ id, externalId, name, metadata }: KeyCustomer): Verdict["customer"] {
  return { id, external_id: externalId, name, metadata: { ...metadata } };
}

function expiryOf(record: CredentialRecord | null): string | null {
  const atMs = record?.expiresAtMs ?? null;
  return atMs === null ? null : new Date(atMs).toISOString();
}

function limitsOf(decision: LimitDecision | null): Verdict["limits"] {
  return tightest(decision?.windows ?? []).map(({ name, limit, remaining, resetAtMs }) => ({
    window: name,
    limit,
    remaining,
    resetAt: new Date(resetAtMs).toISOString(),
  }));
}

const messages: Record<VerdictCode, string> = {
  VALID: "The key may pass",
  MISSING: "No key came where the product's callers put it",
  MALFORMED: "This is not a key of this deployment",
  NOT_FOUND: "There is no such key",
  EXPIRED: "The key expired",
  REVOKED: "The key was revoked",
  FORBIDDEN_ADDRESS: "The key may not be used from this address",
  SECOND_FACTOR_REQUIRED: "The organization asks for two-step verification, which the key's user has not set up",
  WRONG_PRODUCT: "The key is for another product",
  WRONG_ENVIRONMENT: "The key is for the other environment",
  UNKNOWN_ENDPOINT: "The product has no such endpoint",
  INSUFFICIENT_SCOPE: "The key lacks a scope that was asked for",
  RATE_LIMITED: "Too many requests",
  QUOTA_EXCEEDED: "The quota of the plan is used up",
};
