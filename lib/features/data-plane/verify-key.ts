import "server-only";
import type { Asker } from "@/lib/access/asker";
import type { ProductId } from "@/lib/access/catalogue";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { isCredits } from "@/lib/access/credits";
import type { KeyCustomer } from "@/lib/access/customer";
import { scopesOf } from "@/lib/access/held-scopes";
import type { LimitDecision } from "@/lib/access/limiter";
import { type Principal, planFor } from "@/lib/access/principal";
import { endpointOf } from "@/lib/http/contract";
import { creditsLeft, refillOf } from "@/lib/http/credits-left";
import { retryAfterSeconds, tightest } from "@/lib/http/limit-headers";
import { isoTime } from "@/lib/platform/iso-time";
import { type Verdict, type VerdictCode, verifyKeyContract } from "./contract";
import { askedBy, isTrustedService, toldHold } from "./holds";
import { identityToken } from "./identity-token";
import { type Judgement, judge, nothingKnown } from "./judge";
import { type Called, type Check, productAskedOf, type Question } from "./question";
import type { VerifyRequest } from "./question-contract";
import { keyIn, type SentRequest } from "./sent-key";

const endpoint = endpointOf(verifyKeyContract);

/**
 * Answers whether a key may pass, and why not (contract section 8). A trusted service may ask about every
 * organization's keys. Everybody else may ask about their own organization's; any other key is to them like one that
 * does not exist.
 */
export async function verifyKey(principal: Principal, request: VerifyRequest): Promise<{ data: Verdict }> {
  const product = productNamedIn(request);
  const sent = sentOf(request);
  const found = request.key === undefined ? keyIn(sent, product) : null;
  if (found?.sent === false) return { data: verdictOf(nothingKnown("MISSING"), request) };
  const question = {
    token: request.key ?? found?.token ?? "",
    product,
    environment: request.environment,
    asker: askerOf(principal, request),
    askedBy: askedBy(principal),
    address: request.ip ?? null,
    origin: request.origin ?? sent.header("origin"),
    organizationId: isTrustedService(principal) ? null : principal.organizationId,
    endpoint,
    // The asking service's own name says nothing of its caller.
    agent: null,
    askedMs: performance.now(),
  };
  const checks = (request.checks ?? [request]).map(checkOf);
  const judgement =
    request.counting === "each" ? await judgeEach(question, checks) : await judge({ ...question, checks });
  return { data: verdictOf(judgement, request) };
}

/** Judges one check after the other, each counted by itself; the whole is what the first refused one says. */
async function judgeEach(question: Omit<Question, "checks">, checks: readonly Check[]): Promise<Judgement> {
  const judged: Judgement[] = [];
  for (const check of checks) judged.push(await judge({ ...question, checks: [check] }));
  const last = judged.at(-1) ?? nothingKnown("MISSING");
  const whole = judged.find(({ code }) => code !== "VALID") ?? last;
  // The limits as the last one left them, and the wait of the one that was refused.
  const decision = whole.decision && { ...whole.decision, windows: last.decision?.windows ?? [] };
  return { ...whole, decision, asked: judged.flatMap(({ asked }) => asked) };
}

function productNamedIn({ product, scopes, checks = [] }: VerifyRequest): ProductId | undefined {
  return productAskedOf({ product, scopes: [...scopes, ...checks.flatMap((check) => check.scopes)] });
}

type Asked = Pick<VerifyRequest, "scopes" | "resource" | "cost" | "tags" | "endpoint" | "method" | "path" | "hold">;

function checkOf(asked: Asked): Check {
  const { scopes, resource, cost, tags, hold } = asked;
  return { scopes, resource, cost, tags, called: calledOf(asked), holdSeconds: hold?.ttl_seconds };
}

function sentOf({ headers = {}, path }: VerifyRequest): SentRequest {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { header: (name) => byName.get(name) ?? null, uri: path ?? null };
}

function calledOf({ endpoint: id, method, path }: Pick<VerifyRequest, "endpoint" | "method" | "path">): Called | null {
  if (id !== undefined) return { id };
  return method === undefined || path === undefined ? null : { method, path };
}

/** Only a trusted service is believed where a key came from: others would have each guess counted under an address of their choice. */
function askerOf(principal: Principal, { ip }: VerifyRequest): Asker {
  const { credentialId, organizationId } = principal;
  if (!isTrustedService(principal)) return { name: `org:${organizationId}`, organizationId };
  return ip === undefined
    ? { name: `key:${credentialId}`, organizationId: null }
    : { address: ip, organizationId: null };
}

function verdictOf({ code, record, product, asked, decision, roomAfter }: Judgement, request: VerifyRequest): Verdict {
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
    endpoint: request.checks ? null : (asked[0]?.endpoint?.id ?? null),
    plan: principal ? planFor(principal, product) : null,
    customer: principal?.customer ? customerTold(principal.customer) : null,
    tags: [...(record?.tags ?? [])],
    metadata: { ...record?.metadata },
    scopes: record ? [...scopesOf(record)] : [],
    roles: [...(record?.roles ?? [])],
    expiresAt: expiryOf(record),
    limits: limitsOf(decision),
    credits: creditsTold(decision),
    retryAfter: roomAfter === undefined ? decision && retryAfterSeconds(decision) : roomAfter,
    checks: request.checks ? checksTold(asked, request.checks.length, code) : null,
    hold: request.checks ? null : toldHold(asked[0]),
    identity: request.identity && code === "VALID" && record && product ? identityToken(record, product, true) : null,
  };
}

/** What each check came to; where nobody was recognised, the same for all. */
function checksTold(asked: Judgement["asked"], count: number, code: VerdictCode): Verdict["checks"] {
  return Array.from({ length: count }, (_, place) => {
    const one = asked[place];
    const told = one?.code ?? code;
    return {
      valid: told === "VALID",
      code: told,
      message: messages[told],
      endpoint: one?.endpoint?.id ?? null,
      cost: one?.cost ?? null,
      hold: toldHold(one),
    };
  });
}

function customerTold({ id, externalId, name, metadata }: KeyCustomer): Verdict["customer"] {
  return { id, external_id: externalId, name, metadata: { ...metadata } };
}

function creditsTold(decision: LimitDecision | null): Verdict["credits"] {
  const least = creditsLeft(decision);
  return least && { remaining: least.remaining, refillsAt: refillOf(least) };
}

function expiryOf(record: CredentialRecord | null): string | null {
  const atMs = record?.expiresAtMs ?? null;
  return atMs === null ? null : isoTime(atMs);
}

function limitsOf(decision: LimitDecision | null): Verdict["limits"] {
  const windows = tightest(decision?.windows ?? []).filter((window) => !isCredits(window));
  return windows.map(({ name, limit, remaining, resetAtMs }) => ({
    window: name,
    limit,
    remaining,
    resetAt: isoTime(resetAtMs),
  }));
}

const messages: Record<VerdictCode, string> = {
  VALID: "The key may pass",
  MISSING: "No key came where the product's callers put it",
  MALFORMED: "This is not a key of this deployment",
  NOT_FOUND: "There is no such key",
  EXPIRED: "The key expired",
  REVOKED: "The key was revoked",
  DISABLED: "The key is switched off",
  NOT_YET_VALID: "The key does not count yet",
  FORBIDDEN_ADDRESS: "The key may not be used from this address",
  FORBIDDEN_ORIGIN: "The key may not be used from pages of this origin",
  SECOND_FACTOR_REQUIRED: "The organization asks for two-step verification, which the key's user has not set up",
  WRONG_PRODUCT: "The key is for another product",
  WRONG_ENVIRONMENT: "The key is for the other environment",
  UNKNOWN_ENDPOINT: "The product has no such endpoint",
  INSUFFICIENT_SCOPE: "The key lacks a scope that was asked for",
  RATE_LIMITED: "Too many requests",
  QUOTA_EXCEEDED: "The quota of the plan is used up",
  CREDITS_EXHAUSTED: "The credits of the key are used up",
  CONCURRENCY_EXCEEDED: "As many calls as the plan allows at once are under way",
};
