import "server-only";
import {
  type EndpointDefinition,
  type Environment,
  type ProductId,
  productOf,
  productOfScope,
  type ScopeId,
  scopeIds,
} from "@/lib/access/catalogue";
import type { CredentialCheck } from "@/lib/access/credential-directory";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { endpointTableOf } from "@/lib/access/endpoint-table";
import type { LimitBucket, LimitDecision } from "@/lib/access/limiter";
import { isLimitsUnavailable } from "@/lib/access/limits-unavailable";
import { lacksFactor, mayBeUsedFrom } from "@/lib/access/policy-rules";
import { holdsScope } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { isBearerToken } from "@/lib/http/bearer";
import { bucketsOf } from "@/lib/http/request-buckets";
import { recordUsage } from "@/lib/http/usage";
import { watches } from "@/lib/watch/watches";
import type { VerdictCode } from "./contract";

/** An endpoint of the product's own API, by its id or by what was requested of it. */
export type Called = { id: string } | { method: string; path: string };

/** What another service asks about a credential that it was sent. */
export type Question = {
  token: string;
  /** All of one product; the credential must hold every one. */
  scopes: readonly ScopeId[];
  product: ProductId | undefined;
  environment: Environment | undefined;
  /** How many requests it counts as; undefined: as many as the endpoint says. */
  cost: number | undefined;
  /** What is called of the product's own API; null where the question does not say. */
  called: Called | null;
  /** Where the credential came from, as far as the asking side is believed. */
  address: string | null;
  /** Credentials of every other organization are as good as unknown; null: of none. */
  organizationId: string | null;
  /** How usage names what was called where the product's own API has no name for it. */
  endpoint: string;
  /** What the caller calls itself, as far as the asking side passes that on. */
  agent: string | null;
  /** When the question came, by `performance.now()`. */
  askedMs: number;
};

export type Judgement = {
  code: VerdictCode;
  /** Null where nothing is known or may be told. */
  record: CredentialRecord | null;
  /** Whose limits were asked; null where it did not come to that. */
  product: ProductId | null;
  /** What was asked for; null where it did not come to that. */
  asked: Asked | null;
  /** Those limits after the decision. */
  decision: LimitDecision | null;
};

/** What a question comes to once it is known whose endpoints it is about. */
type Asked = {
  /** Of the product's own API; null where none was named, or there is no such one. */
  endpoint: EndpointDefinition | null;
  /** One was named that the product does not have. */
  isUnknown: boolean;
  /** How usage names it. */
  name: string;
  scopes: readonly ScopeId[];
  cost: number;
};

/**
 * Decides whether a credential may pass, and counts it on the limits of its organization and its own exactly when it may
 * (contract section 8). One decision takes all of the cost or nothing; a refusal consumes nothing. Rejects when the
 * credential or its counters cannot be looked up: never a yes without knowing.
 */
export async function judge(question: Question): Promise<Judgement> {
  const { directory, lastUse, clock } = runtime();
  if (!isBearerToken(question.token)) return nothingKnown("MALFORMED");
  const check = await directory.checkBearer(question.token);
  const { record } = check;
  const foreign = question.organizationId !== null && record?.principal.organizationId !== question.organizationId;
  if (!record || foreign) return nothingKnown(foreign && !isMalformed(check) ? "NOT_FOUND" : codeOf(check));
  const product = productFor(question, record);
  const asked = askedOf(question, product);
  const refusal = check.ok ? refusalOf(question, asked, record, product) : codeOf(check);
  if (refusal !== null || product === null) {
    const code = refusal ?? "WRONG_PRODUCT";
    meter(question, asked, record, product, code);
    const decision = check.ok && product ? await describe(product, record) : null;
    return { code, record, product, asked, decision };
  }
  const buckets = bucketsOf(product, record, null);
  const decision = buckets.length > 0 ? await decide(question, asked, record, product, buckets) : null;
  const code = decision && !decision.allowed ? limitCodeOf(decision.denied.name) : "VALID";
  if (code === "VALID") {
    lastUse.note(record, clock.now(), question.address);
    watches().activity.used(record, question.address);
  }
  meter(question, asked, record, product, code);
  return { code, record, product, asked, decision };
}

/** The endpoint that a question is about, with the scope that it needs and the cost that it has where the question names none. */
function askedOf({ called, endpoint: name, scopes, cost }: Question, product: ProductId | null): Asked {
  const endpoint = called && product !== null ? findEndpoint(product, called) : null;
  if (!endpoint) return { endpoint, isUnknown: called !== null, name, scopes, cost: cost ?? 1 };
  const { id, scope } = endpoint;
  const isMore = scope !== undefined && !scopes.includes(scope);
  const needed = isMore ? [...scopes, scope] : scopes;
  return { endpoint, isUnknown: false, name: id, scopes: needed, cost: cost ?? endpoint.cost ?? 1 };
}

function findEndpoint(product: ProductId, called: Called): EndpointDefinition | null {
  const table = endpointTableOf(product);
  return "id" in called ? table.byId(called.id) : table.match(called.method, called.path);
}

/** Takes the cost from all limits; a question that ends without a verdict is counted as the 503 that its asker gets. */
async function decide(
  { askedMs, address, agent }: Question,
  { name: endpoint, cost }: Asked,
  { principal }: CredentialRecord,
  product: ProductId,
  buckets: readonly LimitBucket[],
): Promise<LimitDecision> {
  try {
    return await runtime().limiter.decide(buckets, cost);
  } catch (error) {
    recordUsage(principal, {
      product,
      endpoint,
      status: 503,
      elapsedMs: performance.now() - askedMs,
      reason: "unavailable",
      address,
      agent,
    });
    throw error;
  }
}

/** The limits as they stand, for a refusal that was not counted on them. */
async function describe(product: ProductId, record: CredentialRecord): Promise<LimitDecision | null> {
  const buckets = bucketsOf(product, record, null);
  if (buckets.length === 0) return null;
  try {
    const { atMs, windows } = await runtime().limiter.peek(buckets);
    // Not denied by them: it does not help to wait.
    return { allowed: true, atMs, windows };
  } catch (error) {
    // The refusal stands without them.
    if (isLimitsUnavailable(error)) return null;
    throw error;
  }
}

/** A refusal of what names nobody. */
export function nothingKnown(code: VerdictCode): Judgement {
  return { code, record: null, product: null, asked: null, decision: null };
}

function isMalformed(check: CredentialCheck): boolean {
  return !check.ok && check.reason === "malformed";
}

function codeOf(check: CredentialCheck): VerdictCode {
  if (check.ok) return "VALID";
  const codes = {
    malformed: "MALFORMED",
    unknown: "NOT_FOUND",
    expired: "EXPIRED",
    revoked: "REVOKED",
    "not-yet-valid": "MALFORMED",
    "wrong-audience": "MALFORMED",
    unproven: "MALFORMED",
    "other-key": "MALFORMED",
    unbound: "MALFORMED",
  } as const;
  return codes[check.reason];
}

function limitCodeOf(window: string): VerdictCode {
  return window === "day" || window === "month" ? "QUOTA_EXCEEDED" : "RATE_LIMITED";
}

/** Address, the organization's policy, environment, endpoint and scopes, in this order; null when nothing speaks against the credential. */
function refusalOf(
  { address, environment }: Question,
  { isUnknown, scopes }: Asked,
  record: CredentialRecord,
  product: ProductId | null,
): VerdictCode | null {
  const { principal } = record;
  const nowMs = runtime().clock.now();
  if (!mayBeUsedFrom(record, address, nowMs)) return "FORBIDDEN_ADDRESS";
  if (lacksFactor(record, nowMs)) return "SECOND_FACTOR_REQUIRED";
  if (product === null) return "WRONG_PRODUCT";
  if (environment && principal.environment !== environment) return "WRONG_ENVIRONMENT";
  if (isUnknown) return "UNKNOWN_ENDPOINT";
  return scopes.every((scope) => holdsScope(principal, scope)) ? null : "INSUFFICIENT_SCOPE";
}

/**
 * The product whose limits count, or null where the credential is not for it. Credentials that act as a user work for
 * every product, as they do here; keys for their own; OAuth tokens for those of which they hold a scope.
 */
function productFor({ product, scopes }: Question, { principal, product: own }: CredentialRecord): ProductId | null {
  // A management key is for this product's own endpoints, and lets nothing pass anywhere else.
  if (principal.kind === "management-key") return null;
  const asked = productAskedOf({ product, scopes });
  // A gateway's own key opens the data plane, not what lies behind it.
  if (own && productOf(own).instanceAdminOnly && asked !== own) return null;
  if (principal.kind === "api-key" || principal.kind === "user-key")
    return asked === undefined || asked === own ? (own ?? null) : null;
  if (principal.kind === "oauth-token") return asked && holdsAnyOf(principal.scopes, asked) ? asked : null;
  return asked ?? "tunnel";
}

type ProductWords = { product?: ProductId | undefined; scopes: readonly ScopeId[] };

/** The product that a question itself names. */
export function productAskedOf({ product, scopes }: ProductWords): ProductId | undefined {
  const [scope] = scopes;
  return product ?? (scope === undefined ? undefined : productOfScope(scope));
}

function holdsAnyOf(held: "all" | readonly ScopeId[], product: ProductId): boolean {
  return held === "all" || held.some((scope) => productOfScope(scope) === product);
}

/** Counts the answer for the credential's organization, not for the asker's. */
function meter(
  { address, agent, askedMs }: Question,
  { name: endpoint }: Asked,
  record: CredentialRecord,
  product: ProductId | null,
  code: VerdictCode,
): void {
  if (code === "REVOKED") watches().activity.usedRevoked(record, address);
  recordUsage(record.principal, {
    product: product ?? record.product ?? "tunnel",
    endpoint,
    status: statusOf(code),
    elapsedMs: performance.now() - askedMs,
    reason: code === "VALID" ? null : code,
    address,
    agent,
  });
}

/** What a verdict is as an HTTP status. */
function statusOf(code: VerdictCode): 200 | 401 | 403 | 429 {
  return statuses[code];
}

const statuses: Record<VerdictCode, 200 | 401 | 403 | 429> = {
  VALID: 200,
  MISSING: 401,
  MALFORMED: 401,
  NOT_FOUND: 401,
  EXPIRED: 401,
  REVOKED: 401,
  FORBIDDEN_ADDRESS: 403,
  SECOND_FACTOR_REQUIRED: 403,
  WRONG_PRODUCT: 403,
  WRONG_ENVIRONMENT: 403,
  UNKNOWN_ENDPOINT: 403,
  INSUFFICIENT_SCOPE: 403,
  RATE_LIMITED: 429,
  QUOTA_EXCEEDED: 429,
};

function grantableScopes(): ScopeId[] {
  return scopeIds().filter((scope) => !productOf(productOfScope(scope)).instanceAdminOnly);
}

/** Every scope that a credential holds; one that acts as a user holds what their role allows. */
export function scopesOf({ principal }: CredentialRecord): readonly ScopeId[] {
  return principal.scopes === "all"
    ? grantableScopes().filter((scope) => holdsScope(principal, scope))
    : principal.scopes;
}
