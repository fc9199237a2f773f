import "server-only";
import type { ProductId } from "@/lib/access/catalogue";
import type { CredentialCheck } from "@/lib/access/credential-directory";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { isCredits } from "@/lib/access/credits";
import { isQuota, type LimitBucket, type LimitDecision } from "@/lib/access/limiter";
import { unlessLimitsUnavailable } from "@/lib/access/limits-unavailable";
import { lacksFactor, mayBeUsedFrom, mayBeUsedOn } from "@/lib/access/policy-rules";
import { holdsScope } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { SlotLease } from "@/lib/access/slot-leases";
import { isBearerToken } from "@/lib/http/bearer";
import { bucketsOf, callsAtOnce } from "@/lib/http/request-buckets";
import { recordUsage } from "@/lib/http/usage";
import { noteUnknownToken } from "@/lib/watch/awaited-calls";
import { watches } from "@/lib/watch/watches";
import type { VerdictCode } from "./contract";
import { type Holding, holdCalls } from "./hold-calls";
import { type Asked, askedOf, productFor, type Question } from "./question";
import { statusOf } from "./verdict-status";

export type Judgement = {
  code: VerdictCode;
  /** Null where nothing is known or may be told. */
  record: CredentialRecord | null;
  /** Whose limits were asked; null where it did not come to that. */
  product: ProductId | null;
  /** What was asked for, with what each would be told alone and what it holds; empty where it did not come to that. */
  asked: readonly Judged[];
  /** Those limits after the decision. */
  decision: LimitDecision | null;
  /** Whole seconds after which there is room for another call at once, where that is what was lacking; null: nobody knows. */
  roomAfter?: number | null;
};

export type Judged = Asked & { code: VerdictCode; hold?: SlotLease | null };

/**
 * Decides whether a credential may pass, and counts it on the limits of its organization and its own exactly when it may
 * (contract section 8). One decision takes the cost of all checks or nothing; a refusal consumes nothing. Rejects when the
 * credential or its counters cannot be looked up: never a yes without knowing.
 */
export async function judge(question: Question): Promise<Judgement> {
  if (!isBearerToken(question.token)) return nothingKnown("MALFORMED");
  const found = runtime().directory.checkBearer(question.token, undefined, question.asker);
  // Values in memory are not awaited, here and below: see `admit`.
  const check = found instanceof Promise ? await found : found;
  const { record } = check;
  // A customer's portal manages their keys; it calls no service itself, and is nobody's to ask about.
  if (record?.principal.portal) return nothingKnown("NOT_FOUND");
  const foreign = question.organizationId !== null && record?.principal.organizationId !== question.organizationId;
  // Who waits for the first call of a key sees that it came, and was not copied whole.
  if (!record)
    noteUnknownToken(question.token, {
      endpoint: question.endpoint,
      status: statusOf("NOT_FOUND"),
      elapsedMs: performance.now() - question.askedMs,
    });
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
function countAll(
  question: Question,
  record: CredentialRecord,
  product: ProductId,
  asked: Judgement["asked"],
): Judgement | Promise<Judgement> {
  const buckets = bucketsOf(product, record, null);
  const verdict = (outcome: Outcome) => noteOutcome(question, record, product, asked, outcome);
  const outcome = decide(question, asked, record, product, buckets);
  return outcome instanceof Promise ? outcome.then(verdict) : verdict(outcome);
}

function noteOutcome(
  question: Question,
  record: CredentialRecord,
  product: ProductId,
  asked: Judgement["asked"],
  { decision, holding }: Outcome,
): Judgement {
  const { lastUse, clock } = runtime();
  const isFull = holding !== null && holding.leases === null;
  const code = isFull ? "CONCURRENCY_EXCEEDED" : limitCodeOf(decision);
  if (code === "VALID") {
    lastUse.note(record, clock.now(), question.address);
    watches().activity.used(record, question.address);
  }
  for (const one of asked) meter(question, one, record, product, code);
  if (code !== "VALID") {
    const told = asked.map((one) => ({ ...one, code }));
    return { code, record, product, asked: told, decision, ...(isFull ? { roomAfter: holding.retryAfter } : {}) };
  }
  return { code, record, product, asked: holding ? withHolds(asked, holding) : asked, decision };
}

/** Each of those that hold a call with what it holds, in their order. */
function withHolds(asked: Judgement["asked"], { leases }: Holding): Judgement["asked"] {
  const left = [...(leases ?? [])];
  return asked.map((one) => (one.holdSeconds === undefined ? one : { ...one, hold: left.shift() ?? null }));
}

type Outcome = { decision: LimitDecision | null; holding: Holding | null };

/** Takes the cost of all from all limits; what ends without a verdict is counted as the 503 that its asker gets. */
function decide(
  question: Question,
  asked: Judgement["asked"],
  record: CredentialRecord,
  product: ProductId,
  buckets: readonly LimitBucket[],
): Outcome | Promise<Outcome> {
  const { principal } = record;
  const cost = asked.reduce((sum, one) => sum + one.cost, 0);
  const take = () => (buckets.length === 0 ? null : runtime().limiter.decide(buckets, cost));
  const fail = (error: unknown): never => {
    for (const one of asked) meterUnanswered(question, one, record, product);
    throw error;
  };
  try {
    const wanted = asked.flatMap(({ holdSeconds = [] }) => holdSeconds);
    const calls = wanted.length > 0 ? callsAtOnce(product, principal) : null;
    if (calls) return holdCalls({ question, principal, calls, wanted, buckets, take }).catch(fail);
    const decision = take();
    if (!(decision instanceof Promise)) return { decision, holding: null };
    return decision.then((decided) => ({ decision: decided, holding: null }), fail);
  } catch (error) {
    return fail(error);
  }
}

/** The limits as they stand, for a refusal that was not counted on them. */
async function describe(product: ProductId, record: CredentialRecord): Promise<LimitDecision | null> {
  const buckets = bucketsOf(product, record, null);
  if (buckets.length === 0) return null;
  // The refusal stands without them.
  return unlessLimitsUnavailable(async () => {
    const { atMs, windows } = await runtime().limiter.peek(buckets);
    // Not denied by them: it does not help to wait.
    return { allowed: true, atMs, windows };
  });
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

function limitCodeOf(decision: LimitDecision | null): VerdictCode {
  if (!decision || decision.allowed) return "VALID";
  if (isCredits(decision.denied)) return "CREDITS_EXHAUSTED";
  return isQuota(decision.denied) ? "QUOTA_EXCEEDED" : "RATE_LIMITED";
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
  if (record.customerSuspended) return "REVOKED";
  if (product === null) return "WRONG_PRODUCT";
  return environment && principal.environment !== environment ? "WRONG_ENVIRONMENT" : null;
}

/** What speaks against one check: its endpoint, or a scope that the credential lacks. */
function refusalOfCheck({ isUnknown, scopes }: Asked, { principal }: CredentialRecord): VerdictCode | null {
  if (isUnknown) return "UNKNOWN_ENDPOINT";
  return scopes.every((scope) => holdsScope(principal, scope)) ? null : "INSUFFICIENT_SCOPE";
}

function meterUnanswered(
  { address, agent, askedMs }: Question,
  { name: endpoint, tags }: Asked,
  { principal }: CredentialRecord,
  product: ProductId,
): void {
  const elapsedMs = performance.now() - askedMs;
  recordUsage(principal, { product, endpoint, status: 503, elapsedMs, reason: "unavailable", address, agent, tags });
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
