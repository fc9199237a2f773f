import "server-only";
import type { ProductId } from "@/lib/access/catalogue";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { isCredits } from "@/lib/access/credits";
import { isQuota, type LimitDecision, type WindowName } from "@/lib/access/limiter";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { noteUnknownToken, type SeenCall } from "@/lib/watch/awaited-calls";
import { watches } from "@/lib/watch/watches";
import { Answer } from "./answer";
import { ApiError, type ErrorKind } from "./api-error";
import { readAuthorization } from "./bearer";
import { requireAcceptableBody } from "./body";
import { requireConfirmed } from "./confirmed-session";
import { type Contract, endpointOf } from "./contract";
import type { ContractIndex } from "./contract-index";
import { corsFor, preflightHeaders } from "./cors";
import { statusOf } from "./envelope";
import { asApiError, countNotKept, type Unanswered, unavailable } from "./handler-error";
import { identify, recognise } from "./identify";
import { limitHeaders } from "./limit-headers";
import { noteRefusedChange } from "./note-refused";
import { refusalAnswer } from "./refusal";
import type { LimitReason } from "./refusal-guide";
import { bucketsOf } from "./request-buckets";
import { requireRights } from "./rights";
import type { GateSight, Verdict } from "./seen-request";
import { productOfMatch, standingLimits } from "./standing-limits";
import type { UnreadRequest } from "./unread-request";
import { recordUsage, senderOf } from "./usage";
import { whenKept } from "./when-kept";

/** A request that the gate let in, and what its answer must carry. */
export type Admission = {
  contract: Contract;
  params: Record<string, string>;
  /** Null where the endpoint takes callers without a credential. */
  principal: Principal | null;
  /** What is known of its credential besides; null with the principal. */
  record: CredentialRecord | null;
  /** Limit, CORS and request-id headers of the answer. */
  headers: Record<string, string>;
  /** When the gate began with the request; by `performance.now()`. */
  begunMs: number;
};

export type GateOutcome =
  | { admitted: true; admission: Admission; sight: GateSight }
  | { admitted: false; answer: Answer; sight: GateSight };

/** What is known of a request on its way through the gate. */
type Passage = {
  request: UnreadRequest;
  /** Null where the path leads to no endpoint. */
  contract: Contract | null;
  product: ProductId;
  /** The credential, once it holds: its organization's counters describe the response. */
  record: CredentialRecord | null;
  /** A credential that was ours and no longer holds: its organization's usage shows the attempt. */
  rejected: CredentialRecord | null;
  decision: LimitDecision | null;
  /** By `performance.now()`. */
  begunMs: number;
};

/**
 * The gate for a path. Finds its contract, then admits or answers 401, 403, 404, 405, 413, 415, 429 in the path's
 * envelope.
 */
export function gate(index: ContractIndex, request: UnreadRequest): Promise<GateOutcome> {
  const match = index.match(request.method, request.path);
  if (match.found === "contract") return admit(match.contract, match.params, request);
  if (match.found === "other-methods" && request.method === "OPTIONS") {
    const asked = request.headers.get("access-control-request-headers");
    const product = productOfMatch(match, request.path);
    const passage = passageOf(request, null, product);
    const limits = responseHeaders(passage, standingLimits(product, request.address));
    const headers = { ...preflightHeaders(match, asked), ...limits };
    const answer = new Answer(204, headers, "");
    return Promise.resolve({ admitted: false, answer, sight: sightOf(passage, "preflight") });
  }
  const error =
    match.found === "nothing"
      ? new ApiError("not_found", "There is no such endpoint")
      : new ApiError("method_not_allowed", undefined, { headers: { allow: match.methods.join(", ") } });
  return refuse(passageOf(request, null, productOfMatch(match, request.path)), error);
}

/**
 * Decides whether a request may reach the contract's handler; counts it on the limits when it may. Values in memory are
 * not awaited. Where Next lives in the process, each promise costs as much as a look at the cache.
 */
export async function admit(
  contract: Contract,
  params: Record<string, string>,
  request: UnreadRequest,
): Promise<GateOutcome> {
  const passage = passageOf(request, contract, contract.product);
  try {
    const behind = runtime().catalogue.behind();
    if (behind) await behind;
    const identified = identify(contract, request);
    const caller = identified instanceof Promise ? await identified : identified;
    if (!caller.ok) {
      passage.rejected = caller.known;
      throw caller.error;
    }
    const { record } = caller;
    const { address, headers } = request;
    passage.record = record;
    if (record) requireRights(contract, record, { address, origin: headers.get("origin") });
    const decided = decideOnLimits(passage);
    passage.decision = decided instanceof Promise ? await decided : decided;
    if (passage.decision) requireRoom(passage.decision);
    requireAcceptableBody(contract, headers);
    const confirmed = record && requireConfirmed(contract, record);
    if (confirmed) await confirmed;
    if (record) {
      const { lastUse, clock } = runtime();
      lastUse.note(record, clock.now(), address);
      watches().activity.used(record, address);
    }
    const principal = record?.principal ?? null;
    const answerHeaders = {
      ...corsFor(contract, headers.get("origin")),
      ...responseHeaders(passage, passage.decision),
    };
    return {
      admitted: true,
      admission: { contract, params, principal, record, headers: answerHeaders, begunMs: passage.begunMs },
      sight: sightOf(passage, "admitted"),
    };
  } catch (error) {
    if (error instanceof ApiError) {
      noteRefusedChange(contract, params, passage.record?.principal ?? null, request, error);
    }
    return refuse(passage, error);
  }
}

function passageOf(request: UnreadRequest, contract: Contract | null, product: ProductId): Passage {
  return { request, contract, product, record: null, rejected: null, decision: null, begunMs: performance.now() };
}

/** Counts the request on its limits, all of them in one decision; null where nothing is limited. */
function decideOnLimits({ product, record, request }: Passage): LimitDecision | Promise<LimitDecision> | null {
  const buckets = bucketsOf(product, record, request.address);
  return buckets.length === 0 ? null : runtime().limiter.decide(buckets);
}

/** Throws 429 for a decision that lets nothing more in. */
function requireRoom(decision: LimitDecision): void {
  if (decision.allowed) return;
  if (isCredits(decision.denied)) throw new ApiError("credits_exhausted");
  throw new ApiError(isQuota(decision.denied) ? "quota_exceeded" : "rate_limited");
}

function responseHeaders({ request, product }: Passage, limits: LimitDecision | null): Record<string, string> {
  return { "x-request-id": request.requestId, ...(limits ? limitHeaders(limits, product) : {}) };
}

/** The limits as they stand, for a response that was not counted on them. */
async function describeLimits({ contract, product, record, request }: Passage): Promise<LimitDecision | null> {
  // Where no endpoint was found, no caller was identified: what is known of the caller all the same describes their limits.
  if (!contract) return standingLimits(product, request.address, recognise(request));
  if (!record) return standingLimits(product, request.address);
  const buckets = bucketsOf(product, record, request.address);
  if (buckets.length === 0) return null;
  try {
    const { atMs, windows } = await runtime().limiter.peek(buckets);
    return { allowed: true, atMs, windows };
  } catch {
    return null;
  }
}

/** The limits as they were last seen, where they cannot be asked. */
function lastSeenLimits({ product, record, request }: Passage): LimitDecision | null {
  const buckets = bucketsOf(product, record, request.address);
  if (buckets.length === 0) return null;
  const { atMs, windows } = runtime().limiter.glance(buckets);
  return { allowed: true, atMs, windows };
}

async function refuse(passage: Passage, error: unknown): Promise<GateOutcome> {
  const { request, contract, record, rejected } = passage;
  const endpoint = contract ? endpointOf(contract) : "unknown";
  const unanswered = { requestId: request.requestId, endpoint };
  const known = unknownPassage(error, unanswered);
  if (rejected?.revoked) watches().activity.usedRevoked(rejected, request.address);
  // What did not answer once is not asked, and waited for, again.
  const isAway = known.kind === "unavailable";
  const limits = passage.decision ?? (isAway ? lastSeenLimits(passage) : await describeLimits(passage));
  const answer = refusalAnswer(known, contract, request, responseHeaders(passage, limits));
  const counted = record ?? rejected;
  const seen = { endpoint, status: statusOf(known.kind), elapsedMs: performance.now() - passage.begunMs };
  const reason = verdictOf(known, passage.decision);
  if (counted) {
    recordUsage(counted.principal, { product: passage.product, ...seen, reason, ...senderOf(request) });
  } else noteUnknown(request, seen);
  const sight = sightOf(passage, reason);
  if (!counted && !passage.decision) return { admitted: false, answer, sight };
  const otherwise = () => refusalAnswer(countNotKept(unanswered), contract, request, responseHeaders(passage, limits));
  return { admitted: false, answer: await whenKept(answer, passage.begunMs, otherwise), sight };
}

/** No caller passes where it could not be found out whether they may. */
function unknownPassage(error: unknown, unanswered: Unanswered): ApiError {
  const known = asApiError(error, unanswered, "gate_failed");
  return known.kind === "internal" ? unavailable() : known;
}

/** Tells who waits for the first call of a key that this one begins like it: its owner sees that it arrived. */
function noteUnknown({ headers }: UnreadRequest, call: SeenCall): void {
  const authorization = readAuthorization(headers.get("authorization"));
  if (authorization.sent && authorization.token !== null) noteUnknownToken(authorization.token, call);
}

function sightOf({ contract, product, record, rejected }: Passage, verdict: Verdict): GateSight {
  return { contract, product, principal: (record ?? rejected)?.principal ?? null, verdict };
}

function verdictOf({ kind }: ApiError, decision: LimitDecision | null): ErrorKind | LimitReason {
  // What a named window denies is told by its kind alone.
  return decision?.allowed === false ? (limitedBy[decision.denied.name] ?? kind) : kind;
}

const limitedBy: Record<string, LimitReason | undefined> = {
  burst: "limited_burst",
  minute: "limited_minute",
  day: "limited_day",
  month: "limited_month",
} satisfies Record<WindowName, LimitReason>;
