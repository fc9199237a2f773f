import "server-only";
import type { ProductId } from "@/lib/access/catalogue";
import type { CredentialCheck } from "@/lib/access/credential-directory";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { isCredits } from "@/lib/access/credits";
import { isQuota, type LimitBucket, type LimitDecision, type WindowState } from "@/lib/access/limiter";
import { isLimitsUnavailable } from "@/lib/access/limits-unavailable";
import { lacksFactor, mayBeUsedFrom, mayBeUsedOn } from "@/lib/access/policy-rules";
import { holdsScope } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { isBearerToken } from "@/lib/http/bearer";
import { bucketsOf } from "@/lib/http/request-buckets";
import { recordUsage } from "@/lib/http/usage";
import { watches } from "@/lib/watch/watches";
import type { VerdictCode } from "./contract";
import { type Asked, askedOf, productFor, type Question } from "./question";

export type Judgement = {
  code: VerdictCode;
  /** Null where nothing is known or may be told. */
  record: CredentialRecord | null;
  /** Whose limits were asked; null where it did not come to that. */
  product: ProductId | null;
  /** What was asked for, with what each would be told alone; empty where it did not come to that. */
  asked: readonly (Asked & { code: VerdictCode })[];
  /** Those limits after the decision. */
  decision: LimitDecision | null;
};

/**
 * Decides whether a credential may pass, and counts it on the limits of its organization and its own exactly when it may
 * (contract section 8). One decision takes the cost of all checks or nothing; a refusal consumes nothing. Rejects when the
 * credential or its counters cannot be looked up: never a yes without knowing.
 */
export async function judge(question: Question): Promise<Judgement> {
  if (!isBearerToken(question.token)) return nothingKnown("MALFORMED");
  const check = await runtime().directory.checkBearer(question.token, undefined, question.asker);
  const { record } = check;
  // A customer's portal manages their keys; it calls no service itself, and is nobody's to ask about.
  if (record?.principal.portal) return nothingKnown("NOT_FOUND");
  const foreign = question.organizationId !== null && record?.principal.organizationId !== question.organizationId;
  if (!record || foreign) return nothingKnown(foreign && !isMalformed(check) ? "NOT_FOUND" : codeOf(check));
  const product = productFor(question, record);
  const known = check.ok ? refusalOf(question, record, product) : codeOf(check);
  const asked = question.checks.map((one) => {
    const each = askedOf(one, product, question.endpoint);
    return { ...each, code: known ?? refusalOfCheck(each, record) ?? "VALID" };
  });
  const refused = asked.filter(({ code }) => code !== "VALID");
  const [first] = refused;
  if (first || product === null) {
    for (const one of refused) meter(question, one, record, product, one.code);
    const decision = check.ok && product ? await describe(product, record) : null;
    return { code: first?.code ?? "WRONG_PRODUCT", record, product, asked, decision };
  }
  return countAll(question, record, product, asked);
}

/** Counts checks that nothing speaks against but the limits, which may. */
async function countAll(
  question: Question,
  record: CredentialRecord,
  product: ProductId,
  asked: Judgement["asked"],
): Promise<Judgement> {
  const { lastUse, clock } = runtime();
  const buckets = bucketsOf(product, record, null);
  const decision = buckets.length > 0 ? await decide(question, asked, record, product, buckets) : null;
  const code = decision && !decision.allowed ? limitCodeOf(decision.denied) : "VALID";
  if (code === "VALID") {
    lastUse.note(record, clock.now(), question.address);
    watches().activity.used(record, question.address);
  }
  for (const one of asked) meter(question, one, record, product, code);
  const told = code === "VALID" ? asked : asked.map((one) => ({ ...one, code }));
  return { code, record, product, asked: told, decision };
}

/** Takes the cost of all from all limits; what ends without a verdict is counted as the 503 that its asker gets. */
async function decide(
  { askedMs, address, agent }: Question,
  asked: Judgement["asked"],
  { principal }: CredentialRecord,
  product: ProductId,
  buckets: readonly LimitBucket[],
): Promise<LimitDecision> {
  try {
    return await runtime().limiter.decide(
      buckets,
      asked.reduce((sum, { cost }) => sum + cost, 0),
    );
  } catch (error) {
    for (const { name: endpoint, tags } of asked) {
      recordUsage(principal, {
        product,
        endpoint,
        status: 503,
        elapsedMs: performance.now() - askedMs,
        reason: "unavailable",
        address,
        agent,
        tags,
      });
    }
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
  return { code, record: null, product: null, asked: [], decision: null };
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
    disabled: "DISABLED",
    "not-yet-valid": "NOT_YET_VALID",
    "wrong-audience": "MALFORMED",
    unproven: "MALFORMED",
    "other-key": "MALFORMED",
    unbound: "MALFORMED",
  } as const;
  return codes[check.reason];
}

function limitCodeOf(window: WindowState): VerdictCode {
  if (isCredits(window)) return "CREDITS_EXHAUSTED";
  return isQuota(window) ? "QUOTA_EXCEEDED" : "RATE_LIMITED";
}

/** Address, origin, the organization's policy, product and environment, in this order; null when nothing speaks against the credential. */
function refusalOf(
  { address, origin, environment }: Question,
  record: CredentialRecord,
  product: ProductId | null,
): VerdictCode | null {
  const { principal } = record;
  const nowMs = runtime().clock.now();
  if (!mayBeUsedFrom(record, address, nowMs)) return "FORBIDDEN_ADDRESS";
  if (!mayBeUsedOn(record, origin)) return "FORBIDDEN_ORIGIN";
  if (lacksFactor(record, nowMs)) return "SECOND_FACTOR_REQUIRED";
  if (product === null) return "WRONG_PRODUCT";
  return environment && principal.environment !== environment ? "WRONG_ENVIRONMENT" : null;
}

/** What speaks against one check: its endpoint, or a scope that the credential lacks. */
function refusalOfCheck({ isUnknown, scopes }: Asked, { principal }: CredentialRecord): VerdictCode | null {
  if (isUnknown) return "UNKNOWN_ENDPOINT";
  return scopes.every((scope) => holdsScope(principal, scope)) ? null : "INSUFFICIENT_SCOPE";
}

/** Counts the answer for the credential's organization, not for the asker's. */
function meter(
  { address, agent, askedMs }: Question,
  { name: endpoint, tags }: Asked,
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
    tags,
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
  DISABLED: 401,
  NOT_YET_VALID: 401,
  FORBIDDEN_ADDRESS: 403,
  FORBIDDEN_ORIGIN: 403,
  SECOND_FACTOR_REQUIRED: 403,
  WRONG_PRODUCT: 403,
  WRONG_ENVIRONMENT: 403,
  UNKNOWN_ENDPOINT: 403,
  INSUFFICIENT_SCOPE: 403,
  RATE_LIMITED: 429,
  QUOTA_EXCEEDED: 429,
  CREDITS_EXHAUSTED: 429,
};
