import "server-only";
import {
  type PlanId,
  planIds,
  planOf,
  roleLabelOf,
  roleOfScope,
  roleReaches,
  type ScopeId,
} from "@/lib/access/catalogue";
import { type Bounds, lacksFactor, mayBeUsedFrom, mayBeUsedOn } from "@/lib/access/policy-rules";
import type { PortalTerms } from "@/lib/access/portal-terms";
import { type CredentialKind, holdsScope, isCustomersToken, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "./api-error";
import { insufficientScope } from "./bearer";
import type { Contract } from "./contract";

/** The client's address, and the origin of the page that a request says it comes from. */
export type Whence = { address: string | null; origin: string | null };

/** What a recognised caller may do: kind of credential, address, origin, the organization's policy, role, scope and plan, in this order; throws 403. */
export function requireRights(
  contract: Contract,
  record: Bounds & { principal: Principal },
  { address, origin }: Whence,
): void {
  const { principal } = record;
  if (!contract.allow.includes(principal.kind)) throw new ApiError("forbidden", wrongKind[principal.kind]);
  const nowMs = runtime().clock.now();
  if (!mayBeUsedFrom(record, address, nowMs)) {
    throw new ApiError("forbidden", "This key may not be used from this address");
  }
  if (!mayBeUsedOn(record, origin)) {
    throw new ApiError("forbidden", "This key may not be used from pages of this origin");
  }
  if (lacksFactor(record, nowMs) && !isWayOut(contract, principal)) throw factorRequired(principal);
  if (record.customerSuspended && !isWayOut(contract, principal)) {
    throw new ApiError("forbidden", "The customer for whom you act in this organization is suspended");
  }
  if (principal.portal) {
    requireShown(contract, principal.portal);
    return;
  }
  // What belongs to its organization as a whole, such as the list of keys, is no customer's to see.
  if (isCustomersToken(principal) && !contract.allow.includes("api-key")) {
    throw new ApiError("forbidden", "A token of a customer may not call this endpoint; it acts for no user");
  }
  if (
    principal.customer &&
    principal.userId === null &&
    !contract.aboutCaller &&
    (!contract.scope || isOfOrganization(contract.scope))
  ) {
    throw new ApiError("forbidden", "A customer's key opens only what its scopes of products name");
  }
  if (principal.kind === "management-key") {
    requireManagement(contract, principal);
    return;
  }
  if (contract.serviceScope && principal.kind === "api-key") {
    if (!holdsScope(principal, contract.serviceScope)) throw insufficientScope(contract.serviceScope);
    return;
  }
  requireRole(contract, principal);
  // A key without scopes opens what names it, and nothing else.
  const scope = principal.kind === "user-key" ? undefined : contract.scope;
  if (scope && !holdsScope(principal, scope)) throw insufficientScope(scope);
  if (contract.minimumPlan && planIds().indexOf(principal.plan) < planIds().indexOf(contract.minimumPlan)) {
    throw planRequired(contract.minimumPlan);
  }
}

/** A customer's portal opens its own endpoints, and of these the parts that it shows: 403. */
function requireShown({ portalPart }: Contract, { shows }: PortalTerms): void {
  if (portalPart && !shows.includes(portalPart)) throw new ApiError("forbidden", `This portal shows no ${portalPart}`);
}

/** Whether a scope opens what an organization is and does as a whole, such as its usage, its events and its members. */
function isOfOrganization(scope: ScopeId): boolean {
  return scope.startsWith("organization:");
}

/** 403 for an organization whose plan is below the one that the endpoint needs. */
export function planRequired(minimumPlan: PlanId): ApiError {
  return new ApiError("upgrade_required", `This needs the plan ${planOf(minimumPlan).label}; see /pricing`);
}

/** A management key has neither user nor role: what it may do is its scopes alone. */
function requireManagement({ managementScope, aboutCaller }: Contract, principal: Principal): void {
  if (aboutCaller) return;
  if (!managementScope) throw new ApiError("forbidden", wrongKind["management-key"]);
  if (!holdsScope(principal, managementScope)) throw insufficientScope(managementScope);
}

/** Whether the gate would let a caller into an endpoint from any address. */
export function mayCall(contract: Contract, principal: Principal): boolean {
  try {
    requireRights(contract, { principal, addressLists: [] }, { address: null, origin: null });
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

/** A member whose organization stops them, or the customer for whom they act, gets to their own account, to add a second factor or to go. */
function isWayOut({ aboutUser }: Contract, { kind }: Principal): boolean {
  return aboutUser === true && (kind === "session-jwt" || kind === "dashboard-session");
}

function factorRequired({ kind }: Principal): ApiError {
  const isSession = kind === "session-jwt" || kind === "dashboard-session";
  const message = isSession
    ? "Your organization asks for two-step verification; add a passkey or an authenticator app in Settings"
    : "The organization asks for two-step verification, which the user of this credential has not set up";
  return new ApiError("forbidden", message, { members: { second_factor_required: true } });
}

function requireRole({ instanceAdmin, minimumRole, scope }: Contract, principal: Principal): void {
  if (instanceAdmin && !principal.instanceAdmin) {
    throw new ApiError("forbidden", "Only an administrator of this deployment may do this");
  }
  const needed = minimumRole ?? (scope ? roleOfScope(scope) : "member");
  // A credential without a user has no role. A scope lets it in; an endpoint that names none does not.
  const reaches = principal.role === null ? scope !== undefined || !minimumRole : roleReaches(principal.role, needed);
  if (!reaches) throw new ApiError("forbidden", `This needs the role ${roleLabelOf(needed)} in the organization`);
}

const wrongKind: Record<CredentialKind, string> = {
  "session-jwt": "A session token may not call this endpoint",
  pat: "A personal access token may not call this endpoint; sign in for it",
  "user-key": "A key without scopes may not call this endpoint; it opens its user's key list and the data plane",
  "api-key": "A key with scopes may not call this endpoint; it acts for no user",
  "management-key": "A management key may not call this endpoint; it opens what its scopes manage",
  "external-jwt": "A token of another issuer may not call this endpoint",
  "oauth-token": "An OAuth access token may not call this endpoint",
  "dashboard-session": "The dashboard's session may not call this endpoint",
  "portal-session": "A customer's portal may not call this endpoint",
  "portal-token": "A customer's portal may not call this endpoint",
};
