import "server-only";
import {
  type Environment,
  isScopeId,
  keyProductIds,
  managementProduct,
  type ProductId,
  productOf,
  productOfScope,
  scopeIds,
} from "@/lib/access/catalogue";
import { holdsScope, managesProduct, type Principal } from "@/lib/access/principal";
import { scopesOfGrants, tellsGrantsApart } from "@/lib/access/scope-grants";
import { ApiError } from "@/lib/http/api-error";

/**
 * Which keys a caller may see and end, as a condition for every query: those of their organization. A key without
 * scopes reaches those that its user made. A key with scopes reaches only those of its own product and environment whose
 * scopes it holds itself (contract section 5). A customer's portal reaches that customer's own. A management key reaches those with scopes of the products that it manages. Management
 * keys themselves are reached by `management-keys.ts` alone.
 */
export function reachOf(principal: Principal) {
  const { organizationId, environment, scopes, kind, userId, credentialId, customer, portal } = principal;
  const product = { not: managementProduct };
  if (portal) {
    // An empty name is nobody's: without a customer it reaches nothing.
    const own = { organizationId, customerId: customer?.id ?? "", scopes: { isEmpty: false } };
    return { ...own, product: portal.products ? { in: [...portal.products] } : product };
  }
  if (kind === "user-key") return { organizationId, product, createdById: userId };
  if (kind === "management-key") {
    const managed = keyProductIds().filter((id) => managesProduct(principal, id));
    return { organizationId, product: { in: managed }, scopes: { isEmpty: false } };
  }
  if (scopes === "all") return { organizationId, product };
  const own = [...new Set(scopes.map(productOfScope))];
  // `isEmpty: false`: a key without scopes stands for a user, which is more than any key with scopes holds.
  const scoped = { organizationId, product: { in: own }, environment, scopes: { isEmpty: false } };
  // No query tells whether the roles and resources of others are within its own: it reaches itself and what it made.
  if (own.some(tellsGrantsApart)) return { ...scoped, OR: [{ id: credentialId }, { createdByKeyId: credentialId }] };
  const beyond = scopeIds().filter((scope) => !scopes.includes(scope));
  return { ...scoped, NOT: { scopes: { hasSome: beyond } } };
}

/** Rights that a key has or is to have; its roles are among the scopes. */
export type KeyRights = { product: ProductId; scopes: readonly string[]; environment: Environment };

/** Refuses rights that the caller does not hold itself: 403. */
export function requireReach(principal: Principal, wanted: KeyRights): void {
  refuse(whyNotReach(principal, wanted));
}

/** The same for a key that is to be made, whose secret the caller receives: 403. */
export function requireMaking(principal: Principal, wanted: KeyRights): void {
  refuse(whyNotMake(principal, wanted));
}

function refuse(reason: string | null): void {
  if (reason !== null) throw new ApiError("forbidden", reason);
}

/** Why a caller may not receive the secret of a key with these rights; null when they may. */
export function whyNotMake(principal: Principal, wanted: KeyRights): string | null {
  const { kind } = principal;
  if (kind === "user-key") return "A key without scopes makes no keys";
  const isSession = kind === "session-jwt" || kind === "dashboard-session";
  if (wanted.scopes.length === 0 && !isSession) return "A key without scopes is made by a signed-in session only";
  return whyNotReach(principal, wanted);
}

/** Why these rights are not the caller's to hand on; null when they are. */
export function whyNotReach(principal: Principal, wanted: KeyRights): string | null {
  const { label, instanceAdminOnly } = productOf(wanted.product);
  if (wanted.product === managementProduct) return "Management keys are made in Administration";
  if (principal.kind === "management-key") return whyNotManage(principal, wanted);
  if (instanceAdminOnly && !principal.instanceAdmin) {
    return `Only an administrator of this deployment may make ${label} keys`;
  }
  const beyond = scopesOfGrants(wanted.scopes).find((scope) => !isScopeId(scope) || !holdsScope(principal, scope));
  if (principal.scopes === "all") {
    return beyond ? `Your role in the organization does not include the scope ${beyond}` : null;
  }
  if (wanted.scopes.length === 0) return "A key with scopes may not create a key that stands for a user";
  if (wanted.environment !== principal.environment) {
    return `A ${principal.environment} key may only create ${principal.environment} keys`;
  }
  if (!beyond) return null;
  return principal.portal
    ? `This portal gives no keys with the scope ${beyond}`
    : `The calling key does not hold the scope ${beyond} itself`;
}

/** A management key hands on what belongs to the products that it manages, and only keys that act for no user. */
function whyNotManage(principal: Principal, { product, scopes }: KeyRights): string | null {
  if (!managesProduct(principal, product)) return `The calling key does not manage ${productOf(product).label}`;
  if (scopes.length === 0) return "A management key may not create a key that stands for a user";
  const gone = scopesOfGrants(scopes).find((scope) => !isScopeId(scope));
  return gone === undefined ? null : `There is no scope ${gone}`;
}
