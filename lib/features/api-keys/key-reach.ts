import "server-only";
import { isScopeId, type ProductId, productOf, scopeIds } from "@/lib/access/catalogue";
import { holdsScope, type Principal } from "@/lib/access/principal";
import { ApiError } from "@/lib/http/api-error";

/**
 * Which keys a caller may see and end, as a condition for every query: those of their organization, and for a key with
 * scopes only those of its own environment whose scopes it holds itself (contract section 5).
 */
export function reachOf(principal: Principal) {
  const { organizationId, environment, scopes } = principal;
  if (scopes === "all") return { organizationId };
  const beyond = scopeIds.filter((scope) => !scopes.includes(scope));
  // `isEmpty: false`: a key without scopes acts as a user, which is more than any key with scopes holds.
  return { organizationId, environment, scopes: { isEmpty: false }, NOT: { scopes: { hasSome: beyond } } };
}

/** Refuses rights that the caller does not hold itself: 403. */
export function requireReach(
  principal: Principal,
  wanted: { product: ProductId; scopes: readonly string[]; environment: string },
): void {
  const { label, instanceAdminOnly } = productOf(wanted.product);
  if (instanceAdminOnly && !principal.instanceAdmin) {
    throw new ApiError("forbidden", `Only an administrator of this deployment may make ${label} keys`);
  }
  const beyond = wanted.scopes.find((scope) => !isScopeId(scope) || !holdsScope(principal, scope));
  if (principal.scopes === "all") {
    if (beyond) throw new ApiError("forbidden", `Your role in the organization does not include the scope ${beyond}`);
    return;
  }
  if (wanted.scopes.length === 0) {
    throw new ApiError("forbidden", "A key with scopes may not create a key that acts as a user");
  }
  if (wanted.environment !== principal.environment) {
    throw new ApiError("forbidden", `A ${principal.environment} key may only create ${principal.environment} keys`);
  }
  if (beyond) throw new ApiError("forbidden", `The calling key does not hold the scope ${beyond} itself`);
}
