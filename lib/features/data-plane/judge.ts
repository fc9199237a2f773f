import "server-only";
import {
  type Environment,
  type ProductId,
  productOf,
  productOfScope,
  type ScopeId,
  scopeIds,
} from "@/lib/access/catalogue";
import type { CredentialCheck } from "@/lib/access/credential-directory";
import type { CredentialRecord } from "@/lib/access/credential-record";
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

/** What another service asks about a credential that it was sent. */
export type Question = {
  token: string;
  /** All of one product; the credential must hold every one. */
  scopes: readonly ScopeId[];
  product: ProductId | undefined;
  environment: Environment | undefined;
  /** How many requests it counts as. */
  cost: number;
  /** Where the credential came from, as far as the asking side is believed. */
  address: string | null;
  /** Credentials of every other organization are as good as unknown; null: of none. */
  organizationId: string | null;
  /** How usage names what was called. */
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
  /** Those limits after the decision. */
  decision: LimitDecision | null;
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
  const refusal = check.ok ? refusalOf(question, record, product) : codeOf(check);
  if (refusal !== null || product === null) {
    const code = refusal ?? "WRONG_PRODUCT";
    meter(question, record, product, code);
    return { code, record, product, decision: check.ok && product ? await describe(product, record) : null };
  }
  const buckets = bucketsOf(product, record, null);
  const decision = buckets.length > 0 ? await decide(question, record, product, buckets) : null;
  const code = decision && !decision.allowed ? limitCodeOf(decision.denied.name) : "VALID";
  if (code === "VALID") {
    lastUse.note(record, clock.now(), question.address);
    watches().activity.used(record, question.address);
  }
  meter(question, record, product, code);
  return { code, record, product, decision };
}

/** Takes the cost from all limits; a question that ends without a verdict is counted as the 503 that its asker gets. */
async function decide(
  { endpoint, cost, askedMs, address, agent }: Question,
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

function nothingKnown(code: VerdictCode): Judgement {
  return { code, record: null, product: null, decision: null };
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

/** Address, the organization's policy, environment and scopes, in this order; null when nothing speaks against the credential. */
function refusalOf(
  { address, environment, scopes }: Question,
  record: CredentialRecord,
  product: ProductId | null,
): VerdictCode | null {
  const { principal } = record;
  const nowMs = runtime().clock.now();
  if (!mayBeUsedFrom(record, address, nowMs)) return "FORBIDDEN_ADDRESS";
  if (lacksFactor(record, nowMs)) return "SECOND_FACTOR_REQUIRED";
  if (product === null) return "WRONG_PRODUCT";
  if (environment && principal.environment !== environment) return "WRONG_ENVIRONMENT";
  return scopes.every((scope) => holdsScope(principal, scope)) ? null : "INSUFFICIENT_SCOPE";
}

/**
 * The product whose limits count, or null where the credential is not for it. Credentials that act as a user work for
 * every product, as they do here; keys for their own; OAuth tokens for those of which they hold a scope.
 */
function productFor({ product, scopes }: Question, { principal, product: own }: CredentialRecord): ProductId | null {
  // A management key is for this product's own endpoints, and lets nothing pass anywhere else.
  if (principal.kind === "management-key") return null;
  const asked = product ?? (scopes[0] === undefined ? undefined : productOfScope(scopes[0]));
  // A gateway's own key opens the data plane, not what lies behind it.
  if (own && productOf(own).instanceAdminOnly && asked !== own) return null;
  if (principal.kind === "api-key" || principal.kind === "user-key")
    return asked === undefined || asked === own ? (own ?? null) : null;
  if (principal.kind === "oauth-token") return asked && holdsAnyOf(principal.scopes, asked) ? asked : null;
  return asked ?? "tunnel";
}

function holdsAnyOf(held: "all" | readonly ScopeId[], product: ProductId): boolean {
  return held === "all" || held.some((scope) => productOfScope(scope) === product);
}

/** Counts the answer for the credential's organization, not for the asker's. */
function meter(
  { endpoint, address, agent, askedMs }: Question,
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
  MALFORMED: 401,
  NOT_FOUND: 401,
  EXPIRED: 401,
  REVOKED: 401,
  FORBIDDEN_ADDRESS: 403,
  SECOND_FACTOR_REQUIRED: 403,
  WRONG_PRODUCT: 403,
  WRONG_ENVIRONMENT: 403,
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
