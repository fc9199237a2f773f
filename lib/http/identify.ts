import "server-only";
import { shownFrom } from "@/lib/access/asker";
import type { CredentialCheck } from "@/lib/access/credential-directory";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { runtime } from "@/lib/access/runtime";
import { onBehalfOf } from "@/lib/platform/whose-work";
import { ApiError } from "./api-error";
import { invalidToken, missingToken, readAuthorization } from "./bearer";
import type { Contract } from "./contract";
import { cookieValue, dashboardCookieName, readDashboardCookie, requireSameOrigin } from "./dashboard-cookie";
import { invalidProof, readDpopToken, readProof, spendProof } from "./dpop-proof";
import type { HeaderReader } from "./header-reader";
import { readerOf } from "./page-reader";
import { portalClosed, portalSecret } from "./portal-cookie";
import { readerHeader } from "./reader-header";

/** Who is calling: a credential that holds, no one where that is fine, or why not (`known` when the credential was once ours). */
export type Caller =
  | { ok: true; record: CredentialRecord | null }
  | { ok: false; error: ApiError; known: CredentialRecord | null };

/** What of a request says who is calling. */
type CallerRequest = { method: string; path: string; headers: HeaderReader; address?: string | null };

/** Recognises the caller by bearer token, or by the dashboard's or a portal's cookie on their own endpoints; never by two of them. Answers at once for what is in memory. */
export function identify(contract: Contract, request: CallerRequest): Caller | Promise<Caller> {
  const { allow, audience } = contract;
  if (allow.every((kind) => kind === "anonymous")) {
    // Also where nobody is signed in yet: another site must sign no browser in to an account of its choice.
    if (audience === "dashboard" || audience === "portal") requireSameOrigin(request);
    return { ok: true, record: null };
  }
  if (allow.includes("dashboard-session")) return byCookie(request);
  if (allow.includes("portal-session")) return byPortalCookie(request);
  return byBearer(contract, request);
}

/** Whose bearer token a request shows, where that holds and is in memory; null says nothing. */
export function recognise({ headers }: Pick<CallerRequest, "headers">): CredentialRecord | null {
  const authorization = readAuthorization(headers.get("authorization"));
  const token = authorization.sent ? authorization.token : null;
  return token === null ? null : runtime().directory.glance(token);
}

function byBearer({ allow, doubledScheme }: Contract, request: CallerRequest): Caller | Promise<Caller> {
  const header = request.headers.get("authorization");
  const bound = readDpopToken(header);
  if (bound !== null) return byBoundToken(bound, request);
  // A credential was sent, and no token could be read out of it.
  if (/^DPoP +[^ ]/i.test(header ?? "")) return refused(invalidToken("malformed"));
  const authorization = readAuthorization(header, doubledScheme);
  // A caller who sends another scheme, or an empty one, meant to be somebody.
  if (!authorization.sent) {
    return header === null && allow.includes("anonymous") ? { ok: true, record: null } : refused(missingToken());
  }
  return authorization.token === null
    ? refused(invalidToken("malformed"))
    : byToken(authorization.token, request.address);
}

async function byBoundToken(token: string, request: CallerRequest): Promise<Caller> {
  const proof = readProof(request, token);
  const caller = await byToken(token, request.address, proof.thumbprint);
  if (!caller.ok) return caller;
  const spend = () => spendProof(proof);
  // It is written down: that takes the caller's own share of the connections, not the gate's.
  const organizationId = caller.record?.principal.organizationId;
  await (organizationId ? onBehalfOf(`org:${organizationId}`, null, spend) : spend());
  return caller;
}

function byToken(token: string, address: string | null = null, provenKey?: string): Caller | Promise<Caller> {
  const check = runtime().directory.checkBearer(token, provenKey, shownFrom(address));
  return check instanceof Promise ? check.then(callerOf) : callerOf(check);
}

function callerOf(check: CredentialCheck): Caller {
  if (check.ok) return check;
  // Whose key signed it is the last of what a proof is checked for (RFC 9449 section 4.3).
  const isProofBad = check.reason === "other-key";
  return refused(isProofBad ? invalidProof("is of another key than the token") : invalidToken(check.reason), check);
}

async function byCookie(request: CallerRequest): Promise<Caller> {
  requireSameOrigin(request);
  const { headers } = request;
  const { settings, directory } = runtime();
  const cookie = cookieValue(headers.get("cookie"), dashboardCookieName(settings));
  const sessionId = await readDashboardCookie(cookie, settings);
  if (sessionId === null) return refused(new ApiError("unauthenticated", "Sign in to continue"));
  const check = await directory.checkDashboardSession(sessionId);
  if (!check.ok) return refused(new ApiError("unauthenticated", "Your session has ended; sign in again"), check);
  // A removal, or a sign-in or switch in another tab, moves the cookie: what a page was filled in for must not reach another account.
  const shown = headers.get(readerHeader);
  const reader = readerOf(check.record.principal);
  if (shown !== null && shown !== reader) {
    const headers = { [readerHeader]: reader };
    return refused(new ApiError("tenant_mismatch", readByAnother, { headers }), check);
  }
  return check;
}

const readByAnother =
  "You are no longer signed in as the user and organization that this page shows, so nothing was done. Load the page anew to go on.";

async function byPortalCookie(request: CallerRequest): Promise<Caller> {
  requireSameOrigin(request);
  const secret = portalSecret(request.headers.get("cookie"), runtime().settings);
  if (secret === null) return refused(new ApiError("unauthenticated", portalClosed));
  const check = await runtime().directory.checkPortalSession(secret);
  return check.ok ? check : refused(new ApiError("unauthenticated", portalClosed), check);
}

function refused(error: ApiError, check?: CredentialCheck): Caller {
  return { ok: false, error, known: check?.record ?? null };
}
