import type { Environment, PlanId, ScopeId } from "./catalogue";

/**
 * How a caller proved who they are. `user-key` is an API key without scopes, which acts as its user; `api-key` is a key
 * that has only its scopes; `dashboard-session` is the browser's cookie, good for the dashboard's own requests only.
 */
export type CredentialKind = "session-jwt" | "pat" | "user-key" | "api-key" | "dashboard-session";

/** Who is calling, for whom, and with which rights. */
export type Principal = {
  kind: CredentialKind;
  /** The session, token or key. */
  credentialId: string;
  /** The tenant that owns everything the caller sees and whose limits count. */
  organizationId: string;
  plan: PlanId;
  /** Development credentials have their own data and counters. */
  environment: Environment;
  /** The user the caller acts as; null for keys that have only scopes. */
  userId: string | null;
  /** "all" where the credential acts as a user. */
  scopes: "all" | readonly ScopeId[];
};

/** A principal that acts as a user. */
export type UserPrincipal = Principal & { userId: string };

export function holdsScope(principal: Principal, scope: ScopeId): boolean {
  return principal.scopes === "all" || principal.scopes.includes(scope);
}
