import { productOf, productOfScope, type ScopeId, scopeIds } from "./catalogue";
import type { CredentialRecord } from "./credential-record";
import { holdsScope } from "./principal";

/** Every scope that a credential holds; one that acts as a user holds what their role allows. */
export function scopesOf({ principal }: Pick<CredentialRecord, "principal">): readonly ScopeId[] {
  if (principal.scopes !== "all") return principal.scopes;
  return scopeIds().filter(
    (scope) => !productOf(productOfScope(scope)).instanceAdminOnly && holdsScope(principal, scope),
  );
}
