import "server-only";
import { countingAddress, isInRanges } from "@/lib/access/address";
import { limitsOf, type ProductId, planIds, planOf, productOf, productOfPath } from "@/lib/access/catalogue";
import type { CredentialRecord } from "@/lib/access/credential-record";
import type { LimitBucket, LimitDecision } from "@/lib/access/limiter";
import { type CredentialKind, holdsScope, type Principal } from "@/lib/access/principal";
import { type Runtime, runtime } from "@/lib/access/runtime";
import { errorText } from "@/lib/platform/log";
import { ApiError } from "./api-error";
import { insufficientScope, invalidToken, missingToken, readAuthorization } from "./bearer";
import { requireAcceptableBody } from "./body";
import { type Contract, endpointOf } from "./contract";
import type { ContractIndex } from "./contract-index";
import { corsHeaders, preflightResponse } from "./cors";
import { cookieValue, dashboardCookieName, readDashboardCookie, requireSameOrigin } from "./dashboard-cookie";
import { readEdge } from "./edge-identity";
import { errorResponse, statusOf } from "./envelope";
import { limitHeaders } from "./limit-headers";

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

export type GateRequest = { method: string; path: string; headers: Headers };

/** What is known of a request on its way through the gate. */
type Passage = {
  request: GateRequest;
  address: string | null;
  requestId: string;
  product: ProductId;
  /** How usage names the endpoint. */
  endpoint: string;
  /** Set once the credential is recognised, accepted or not: its organization's counters describe the response. */
  record: CredentialRecord | null;
  decision: LimitDecision | null;
};

/** The gate for a path: finds its contract, then admits or answers 401, 403, 404, 405, 413, 415, 429 in the path's envelope. */
export async function gate(index: ContractIndex, request: GateRequest): Promise<GateOutcome> {
  const match = index.match(request.method, request.path);
  if (match.found === "contract") return admit(match.contract, match.params, request);
  if (match.found === "other-methods" && request.method === "OPTIONS") {
    return { admitted: false, response: preflightResponse(match.methods) };
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
    const { record } = await identify(contract, passage);
    const principal = record?.principal ?? null;
    if (record) requireRights(contract, record, passage.address);
    await takeFromLimits(passage);
    requireAcceptableBody(contract, request.headers);
    if (record) runtime().lastUse.note(record, runtime().clock.now(), passage.address);
    const { endpoint, requestId, address } = passage;
    return {
      admitted: true,
      admission: { endpoint, params, principal, requestId, address, headers: await responseHeaders(passage, contract) },
    };
  } catch (error) {
    return refuse(passage, error, contract);
  }
}

function passageOf(request: GateRequest, product: ProductId, endpoint: string): Passage {
  return { request, ...readEdge(request.headers), product, endpoint, record: null, decision: null };
}

/** Step 1: who is calling. */
async function identify(contract: Contract, passage: Passage): Promise<{ record: CredentialRecord | null }> {
  const { headers, method } = passage.request;
  const anonymous = contract.allow.includes("anonymous");
  if (anonymous && contract.allow.length === 1) return { record: null };
  if (contract.allow.includes("dashboard-session")) {
    requireSameOrigin(method, headers);
    return { record: await identifyByCookie(headers, passage) };
  }
  const authorization = readAuthorization(headers.get("authorization"));
  if (!authorization.sent) {
    if (anonymous) return { record: null };
    throw missingToken();
  }
  if (authorization.token === null) throw invalidToken("malformed");
  const check = await runtime().directory.checkBearer(authorization.token);
  passage.record = check.record;
  if (!check.ok) throw invalidToken(check.reason);
  return { record: check.record };
}

async function identifyByCookie(headers: Headers, passage: Passage): Promise<CredentialRecord> {
  const { settings, directory } = runtime();
  const cookie = cookieValue(headers.get("cookie"), dashboardCookieName(settings));
  const sessionId = await readDashboardCookie(cookie, settings);
  if (sessionId === null) throw new ApiError("unauthenticated", "Sign in to continue");
  const check = await directory.checkDashboardSession(sessionId);
  passage.record = check.record;
  if (!check.ok) throw new ApiError("unauthenticated", "Your session has ended; sign in again");
  return check.record;
}

/** Step 2: what they may do. */
function requireRights(contract: Contract, record: CredentialRecord, address: string | null): void {
  const { principal } = record;
  if (!contract.allow.includes(principal.kind)) throw new ApiError("forbidden", wrongKind[principal.kind]);
  if (record.ipAllowlist.length > 0 && !isInRanges(address, record.ipAllowlist)) {
    throw new ApiError("forbidden", "This key may not be used from this address");
  }
  if (contract.scope && !holdsScope(principal, contract.scope)) throw insufficientScope(contract.scope);
  if (contract.minimumPlan && planIds.indexOf(principal.plan) < planIds.indexOf(contract.minimumPlan)) {
    throw new ApiError("upgrade_required", `This needs the plan ${planOf(contract.minimumPlan).label}; see /pricing`);
  }
}

const wrongKind: Record<CredentialKind, string> = {
  "session-jwt": "A session token may not call this endpoint",
  pat: "A personal access token may not call this endpoint; sign in for it",
  "user-key": "An API key may not call this endpoint",
  "api-key": "A key with scopes may not call this endpoint; it acts for no user",
  "dashboard-session": "The dashboard's session may not call this endpoint",
};

/** Step 3: the limits, all of them in one decision. */
async function takeFromLimits(passage: Passage): Promise<void> {
  const buckets = bucketsOf(passage);
  if (buckets.length === 0) return;
  passage.decision = await runtime().limiter.decide(buckets);
  if (passage.decision.allowed) return;
  const { denied } = passage.decision;
  throw new ApiError(denied.name === "day" || denied.name === "month" ? "quota_exceeded" : "rate_limited");
}

/** Whose counters a request is counted on: the tenant's, session's or address's, and the key's own where it has a limit. */
function bucketsOf({ product, record, address }: Passage): LimitBucket[] {
  const buckets: LimitBucket[] = [];
  const limits = limitsOf(product, record?.principal.plan ?? "free");
  const environment = record?.principal.environment ?? "production";
  if (limits) buckets.push({ subject: subjectOf(product, record, address), product, environment, limits });
  if (record?.ownLimit) buckets.push(record.ownLimit);
  return buckets;
}

function subjectOf(product: ProductId, record: CredentialRecord | null, address: string | null): string {
  const { counts } = productOf(product);
  if (!record || counts === "address") return `ip:${countingAddress(address)}`;
  return counts === "session" ? `session:${record.principal.credentialId}` : `org:${record.principal.organizationId}`;
}

async function responseHeaders(passage: Passage, contract: Contract | null): Promise<Record<string, string>> {
  const decision = passage.decision ?? (await describeLimits(passage));
  return {
    "x-request-id": passage.requestId,
    ...(contract?.audience === undefined || contract.audience === "public" ? corsHeaders : {}),
    ...(decision ? limitHeaders(decision, passage.product) : {}),
  };
}

/** The limits as they stand, for a response that was not counted on them. */
async function describeLimits(passage: Passage): Promise<LimitDecision | null> {
  const buckets = bucketsOf(passage);
  if (buckets.length === 0) return null;
  try {
    const seen = await runtime().limiter.peek(buckets);
    // Not counted and not denied by them: a description must not say when to retry.
    return { allowed: true, atMs: seen.atMs, windows: seen.windows };
  } catch {
    return null;
  }
}

async function refuse(passage: Passage, error: unknown, contract: Contract | null = null): Promise<GateOutcome> {
  const { clock, log, meter } = runtime();
  const { request, requestId, record, product, endpoint } = passage;
  const known = error instanceof ApiError ? error : unavailable();
  if (known !== error) log("error", "gate_failed", { request_id: requestId, endpoint, error: errorText(error) });
  const nowMs = clock.now();
  if (record) recordUsage(meter, record.principal, { product, endpoint, status: statusOf(known.kind), atMs: nowMs });
  const headers = await responseHeaders(passage, contract);
  return { admitted: false, response: errorResponse(known, { path: request.path, requestId, nowMs }, headers) };
}

/** The gate could not find out: never a yes without knowing. */
function unavailable(): ApiError {
  return new ApiError("unavailable", undefined, { headers: { "retry-after": "1" } });
}

/** Counts an answered request for its organization. */
export function recordUsage(
  meter: Runtime["meter"],
  { organizationId, credentialId, environment }: Principal,
  event: { product: ProductId; endpoint: string; status: number; atMs: number },
): void {
  meter.record({ organizationId, credentialId, environment, ...event });
}
