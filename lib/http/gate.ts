import "server-only";
import { type ProductId, productOfPath } from "@/lib/access/catalogue";
import type { CredentialRecord } from "@/lib/access/credential-record";
import type { LimitDecision } from "@/lib/access/limiter";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { errorText } from "@/lib/platform/log";
import { watches } from "@/lib/watch/watches";
import { Answer } from "./answer";
import { ApiError } from "./api-error";
import { requireAcceptableBody } from "./body";
import { type Contract, endpointOf } from "./contract";
import type { ContractIndex } from "./contract-index";
import { corsOf, preflightHeaders } from "./cors";
import { statusOf } from "./envelope";
import { identify } from "./identify";
import { limitHeaders } from "./limit-headers";
import { refusalAnswer } from "./refusal";
import { bucketsOf } from "./request-buckets";
import { requireRights } from "./rights";
import type { UnreadRequest } from "./unread-request";
import { recordUsage } from "./usage";

/** A request that the gate let in, and what its answer must carry. */
export type Admission = {
  contract: Contract;
  params: Record<string, string>;
  /** Null where the endpoint takes callers without a credential. */
  principal: Principal | null;
  /** Limit, CORS and request-id headers of the answer. */
  headers: Record<string, string>;
};

export type GateOutcome = { admitted: true; admission: Admission } | { admitted: false; answer: Answer };

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
};

/** The gate for a path: finds its contract, then admits or answers 401, 403, 404, 405, 413, 415, 429 in the path's envelope. */
export async function gate(index: ContractIndex, request: UnreadRequest): Promise<GateOutcome> {
  const match = index.match(request.method, request.path);
  if (match.found === "contract") return admit(match.contract, match.params, request);
  if (match.found === "other-methods" && request.method === "OPTIONS") {
    const asked = request.headers.get("access-control-request-headers");
    const headers = { ...preflightHeaders(match, asked), "x-request-id": request.requestId };
    return { admitted: false, answer: new Answer(204, headers, "") };
  }
  const error =
    match.found === "nothing"
      ? new ApiError("not_found", "There is no such endpoint")
      : new ApiError("method_not_allowed", undefined, { headers: { allow: match.methods.join(", ") } });
  return refuse(passageOf(request, null, productOfPath(request.path)), error);
}

/** Decides whether a request may reach the contract's handler; counts it on the limits when it may. */
export async function admit(
  contract: Contract,
  params: Record<string, string>,
  request: UnreadRequest,
): Promise<GateOutcome> {
  const passage = passageOf(request, contract, contract.product);
  try {
    const caller = await identify(contract, request);
    if (!caller.ok) {
      passage.rejected = caller.known;
      throw caller.error;
    }
    const { record } = caller;
    const { address, headers } = request;
    passage.record = record;
    if (record) requireRights(contract, record, address);
    await takeFromLimits(passage);
    requireAcceptableBody(contract, headers);
    if (record) {
      const { lastUse, clock } = runtime();
      lastUse.note(record, clock.now(), address);
      watches().activity.used(record, address);
    }
    const answerHeaders = { ...corsOf(contract), ...(await responseHeaders(passage)) };
    const principal = record?.principal ?? null;
    return { admitted: true, admission: { contract, params, principal, headers: answerHeaders } };
  } catch (error) {
    return refuse(passage, error);
  }
}

function passageOf(request: UnreadRequest, contract: Contract | null, product: ProductId): Passage {
  return { request, contract, product, record: null, rejected: null, decision: null };
}

/** Counts the request on its limits, all of them in one decision; throws 429. */
async function takeFromLimits(passage: Passage): Promise<void> {
  const buckets = bucketsOf(passage.product, passage.record, passage.request.address);
  if (buckets.length === 0) return;
  passage.decision = await runtime().limiter.decide(buckets);
  if (passage.decision.allowed) return;
  const { denied } = passage.decision;
  throw new ApiError(denied.name === "day" || denied.name === "month" ? "quota_exceeded" : "rate_limited");
}

async function responseHeaders(passage: Passage): Promise<Record<string, string>> {
  const decision = passage.decision ?? (await describeLimits(passage));
  return {
    "x-request-id": passage.request.requestId,
    ...(decision ? limitHeaders(decision, passage.product) : {}),
  };
}

/** The limits as they stand, for a response that was not counted on them. */
async function describeLimits(passage: Passage): Promise<LimitDecision | null> {
  const buckets = bucketsOf(passage.product, passage.record, passage.request.address);
  if (buckets.length === 0) return null;
  try {
    const { limiter } = runtime();
    // Whoever showed no credential that holds costs no query.
    const seen = passage.record ? await limiter.peek(buckets) : limiter.glance(buckets);
    // Not counted and not denied by them: a description must not say when to retry.
    return { allowed: true, atMs: seen.atMs, windows: seen.windows };
  } catch {
    return null;
  }
}

async function refuse(passage: Passage, error: unknown): Promise<GateOutcome> {
  const { request, contract, record, rejected } = passage;
  const known = error instanceof ApiError ? error : unavailable();
  const endpoint = contract ? endpointOf(contract) : "unknown";
  if (known !== error) {
    runtime().log("error", "gate_failed", { request_id: request.requestId, endpoint, error: errorText(error) });
  }
  if (rejected?.revoked) watches().activity.usedRevoked(rejected, request.address);
  const answer = refusalAnswer(known, contract, request, await responseHeaders(passage));
  const counted = record ?? rejected;
  if (counted) recordUsage(counted.principal, { product: passage.product, endpoint, status: statusOf(known.kind) });
  return { admitted: false, answer };
}

/** The gate could not find out: never a yes without knowing. */
function unavailable(): ApiError {
  return new ApiError("unavailable", undefined, { headers: { "retry-after": "1" } });
}
