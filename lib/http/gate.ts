import "server-only";
import { type ProductId, productOf, productOfPath } from "@/lib/access/catalogue";
import type { CredentialRecord } from "@/lib/access/credential-record";
import type { LimitDecision } from "@/lib/access/limiter";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { errorText } from "@/lib/platform/log";
import { watches } from "@/lib/watch/watches";
import { ApiError } from "./api-error";
import { requireAcceptableBody } from "./body";
import { withChallenge } from "./challenge";
import { type Contract, endpointOf } from "./contract";
import type { ContractIndex } from "./contract-index";
import { corsHeaders, corsOf, preflightHeaders } from "./cors";
import { readEdge } from "./edge-identity";
import { errorResponse, statusOf } from "./envelope";
import { errorPage } from "./error-page";
import type { HeaderReader } from "./header-reader";
import { identify } from "./identify";
import { limitHeaders } from "./limit-headers";
import { bucketsOf } from "./request-buckets";
import { requireRights } from "./rights";

/** A request that the gate let in, and what its response must carry. */
export type Admission = {
  endpoint: string;
  params: Record<string, string>;
  /** Null where the endpoint takes callers without a credential. */
  principal: Principal | null;
  requestId: string;
  /** The client's address; null when our server did not vouch for one. */
  address: string | null;
  /** Limit, CORS and request-id headers of the response. */
  headers: Record<string, string>;
};

export type GateOutcome = { admitted: true; admission: Admission } | { admitted: false; response: Response };

export type GateRequest = { method: string; path: string; headers: HeaderReader };

/** What is known of a request on its way through the gate. */
type Passage = {
  request: GateRequest;
  address: string | null;
  requestId: string;
  product: ProductId;
  /** How usage names the endpoint. */
  endpoint: string;
  /** The credential, once it holds: its organization's counters describe the response. */
  record: CredentialRecord | null;
  /** A credential that was ours and no longer holds: its organization's usage shows the attempt. */
  rejected: CredentialRecord | null;
  decision: LimitDecision | null;
};

/** The gate for a path: finds its contract, then admits or answers 401, 403, 404, 405, 413, 415, 429 in the path's envelope. */
export async function gate(index: ContractIndex, request: GateRequest): Promise<GateOutcome> {
  const match = index.match(request.method, request.path);
  if (match.found === "contract") return admit(match.contract, match.params, request);
  if (match.found === "other-methods" && request.method === "OPTIONS") {
    const asked = request.headers.get("access-control-request-headers");
    const headers = { ...preflightHeaders(match, asked), "x-request-id": readEdge(request.headers).requestId };
    return { admitted: false, response: new Response(null, { status: 204, headers }) };
  }
  const passage = passageOf(request, productOfPath(request.path), "unknown");
  return refuse(
    passage,
    match.found === "nothing"
      ? new ApiError("not_found", "There is no such endpoint")
      : new ApiError("method_not_allowed", undefined, { headers: { allow: match.methods.join(", ") } }),
  );
}

/** Decides whether a request may reach the contract's handler; counts it on the limits when it may. */
export async function admit(
  contract: Contract,
  params: Record<string, string>,
  request: GateRequest,
): Promise<GateOutcome> {
  const passage = passageOf(request, contract.product, endpointOf(contract));
  try {
    const caller = await identify(contract, request);
    if (!caller.ok) {
      passage.rejected = caller.known;
      throw caller.error;
    }
    const { record } = caller;
    passage.record = record;
    const principal = record?.principal ?? null;
    if (record) requireRights(contract, record, passage.address);
    await takeFromLimits(passage);
    requireAcceptableBody(contract, request.headers);
    if (record) {
      const { lastUse, clock } = runtime();
      lastUse.note(record, clock.now(), passage.address);
      watches().activity.used(record, passage.address);
    }
    const { endpoint, requestId, address } = passage;
    return {
      admitted: true,
      admission: {
        endpoint,
        params,
        principal,
        requestId,
        address,
        headers: { ...corsOf(contract), ...(await responseHeaders(passage)) },
      },
    };
  } catch (error) {
    return refuse(passage, error, contract);
  }
}

function passageOf(request: GateRequest, product: ProductId, endpoint: string): Passage {
  return { request, ...readEdge(request.headers), product, endpoint, record: null, rejected: null, decision: null };
}

/** Counts the request on its limits, all of them in one decision; throws 429. */
async function takeFromLimits(passage: Passage): Promise<void> {
  const buckets = bucketsOf(passage.product, passage.record, passage.address);
  if (buckets.length === 0) return;
  passage.decision = await runtime().limiter.decide(buckets);
  if (passage.decision.allowed) return;
  const { denied } = passage.decision;
  throw new ApiError(denied.name === "day" || denied.name === "month" ? "quota_exceeded" : "rate_limited");
}

async function responseHeaders(passage: Passage): Promise<Record<string, string>> {
  const decision = passage.decision ?? (await describeLimits(passage));
  return {
    "x-request-id": passage.requestId,
    ...(decision ? limitHeaders(decision, passage.product) : {}),
  };
}

/** The limits as they stand, for a response that was not counted on them. */
async function describeLimits(passage: Passage): Promise<LimitDecision | null> {
  const buckets = bucketsOf(passage.product, passage.record, passage.address);
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

async function refuse(passage: Passage, error: unknown, contract: Contract | null = null): Promise<GateOutcome> {
  const { clock, log, settings } = runtime();
  const { request, requestId, product, endpoint } = passage;
  const known = error instanceof ApiError ? error : unavailable();
  if (known !== error) log("error", "gate_failed", { request_id: requestId, endpoint, error: errorText(error) });
  const nowMs = clock.now();
  if (passage.rejected?.revoked) watches().activity.usedRevoked(passage.rejected, passage.address);
  const counted = passage.record ?? passage.rejected;
  if (counted) recordUsage(counted.principal, { product, endpoint, status: statusOf(known.kind), atMs: nowMs });
  const cors = contract ? corsOf(contract) : corsHeaders;
  const headers = { ...cors, ...(await responseHeaders(passage)) };
  const { path } = request;
  const told = withChallenge(known, request, contract, settings.publicUrl);
  const page = contract?.errorPage
    ? errorPage(contract.errorPage, request.headers, told.kind, { ...headers, ...told.headers })
    : null;
  if (page) return { admitted: false, response: page };
  return { admitted: false, response: errorResponse(told, { path, requestId, nowMs }, headers) };
}

/** The gate could not find out: never a yes without knowing. */
function unavailable(): ApiError {
  return new ApiError("unavailable", undefined, { headers: { "retry-after": "1" } });
}

/** Counts an answered request for its organization; the dashboard's own requests are nobody's usage. */
export function recordUsage(
  principal: Principal,
  event: { product: ProductId; endpoint: string; status: number; atMs: number },
): void {
  if (productOf(event.product).counts !== "organization") return;
  const { organizationId, credentialId, environment, kind } = principal;
  watches().activity.answered(principal, event.status);
  // Sessions come and go; usage keeps one line for all of them.
  const credential = kind === "session-jwt" || kind === "external-jwt" ? "session" : credentialId;
  runtime().meter.record({ organizationId, credentialId: credential, environment, ...event });
}
