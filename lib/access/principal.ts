import {
  type AnyLimits,
  type Environment,
  findLimits,
  type PlanId,
  type PlanLimits,
  type ProductId,
  productOf,
  type Role,
  roleOfScope,
  roleReaches,
  type ScopeId,
} from "./catalogue";
import { customerLimits, type KeyCustomer } from "./customer";
import type { FoundLimits } from "./limit-table";
import { bucketsWith, type LimitBucket } from "./limiter";
import type { PortalTerms } from "./portal-terms";
import { covers } from "./scope-grants";

/**
 * How a caller proved who they are.
 * - `user-key` is an API key without scopes, which acts as its user; `api-key` is a key that has only its scopes.
 * - `external-jwt` is a token of a trusted issuer. It acts as the user that it stands for, or as a customer of an
 *   organization.
 * - `oauth-token` is an access token of our own authorization server, for a user or for the client itself.
 * - `management-key` manages products and customers by its scopes, and opens nothing else.
 * - `dashboard-session` is the browser's cookie, good for the dashboard's own requests only.
 * - `portal-session` is the cookie of a customer of an organization, who has no account here. It is good for their portal
 *   only, and `portal-token` is the same within a page of that organization's.
 */
export type CredentialKind =
  | "session-jwt"
  | "pat"
  | "user-key"
  | "api-key"
  | "external-jwt"
  | "oauth-token"
  | "management-key"
  | "dashboard-session"
  | "portal-session"
  | "portal-token";

/** Who is calling, for whom, and with which rights. */
export type Principal = {
  kind: CredentialKind;
  /** The session, token or key. */
  credentialId: string;
  /** The tenant that owns everything the caller sees and whose limits count. */
  organizationId: string;
  plan: PlanId;
  /** Limits that an instance admin set for the organization; null or absent: those of the plan. */
  limitOverrides: LimitOverrides | null;
  /** Development credentials have their own data and counters. */
  environment: Environment;
  /** The user the caller acts as; null for keys that have only scopes. */
  userId: string | null;
  /** What the user is in the organization; null for credentials that act for no user. */
  role: Role | null;
  /** The user may set plans and see every organization of this deployment. */
  instanceAdmin: boolean;
  /** "all" where the credential has every right of its user. */
  scopes: "all" | readonly ScopeId[];
  /**
   * Whose key, token or portal it is, of the organization's own customers, or for whom the member acts as whom it calls. Without
   * a user it is the customer's alone, and opens nothing of the organization.
   */
  customer?: KeyCustomer;
  /** What a customer's portal shows them and lets them do; absent for every other credential. */
  portal?: PortalTerms;
  /** The products that a management key manages; absent: all, now and later. */
  managedProducts?: readonly ProductId[];
  /** Other names of the tenant: what a trusted issuer calls it (document 002: "Clerk user ID becomes tenant ID"). */
  tenantAliases?: readonly string[];
};

/** A principal that acts as a user. */
export type UserPrincipal = Principal & { userId: string };

/** A customer in their portal. */
export type PortalPrincipal = Principal & { customer: KeyCustomer; portal: PortalTerms };

/** Limits of single products that replace the plan's. */
export type LimitOverrides = Record<ProductId, PlanLimits>;

/** The tenant's id as its clients know it: what a trusted issuer calls it, else the organization's own id. */
export function tenantIdOf({ organizationId, tenantAliases }: Principal): string {
  return tenantAliases?.[0] ?? organizationId;
}

/** Whether a tenant id that a request names is the caller's own. It is compared only, never looked up by. */
export function isOwnTenant({ organizationId, tenantAliases }: Principal, tenantId: string): boolean {
  return tenantId === organizationId || tenantAliases?.includes(tenantId) === true;
}

/** Whether a credential holds a scope: by its list, and never more than its user's role allows. */
export function holdsScope({ scopes, role }: Principal, scope: ScopeId): boolean {
  const listed = scopes === "all" || covers(scopes, scope);
  return listed && (role === null || roleReaches(role, roleOfScope(scope)));
}

/** Whether a management key manages a product; keys that only administrators make are nobody's to manage by key. */
export function managesProduct({ kind, managedProducts }: Principal, product: ProductId): boolean {
  if (kind !== "management-key" || productOf(product).instanceAdminOnly) return false;
  return managedProducts?.includes(product) ?? true;
}

/** Whether it is a trusted issuer's token that acts as a customer: it has no user, and comes from wherever they are. */
export function isCustomersToken({ kind, userId, customer }: Pick<Principal, "kind" | "userId" | "customer">): boolean {
  return kind === "external-jwt" && userId === null && customer !== undefined;
}

/** What a principal counts as in questions of membership: nothing but a user's own credential counts as an owner. */
export function actingRole(principal: Principal): Role {
  const { scopes, role, kind, portal } = principal;
  // An admin of the organization made it, to manage keys in their place, or let the customer in to whom keys belong.
  if (kind === "management-key" || portal) return "admin";
  if (scopes === "all") return role ?? "member";
  return holdsScope(principal, "organization:admin") ? "admin" : "member";
}

/** What made something: a key with scopes or a management key, a personal access token, or neither where a session did. */
export type Maker = { createdByKeyId: string | null; createdByTokenId: string | null };

/** The key or token that calls, or that let a customer into their portal, which everything that is made ends with; what a person's session makes is the organization's. */
export function makerOf({ kind, credentialId, portal }: Principal): Maker {
  return {
    createdByKeyId: kind === "api-key" || kind === "management-key" ? credentialId : (portal?.makerKeyId ?? null),
    createdByTokenId: kind === "pat" ? credentialId : null,
  };
}

/**
 * The limits of a product that count for a caller. They are what an instance admin set for the organization, for every
 * kind of credential, else their plan's, and of these the ones for their kind where it is named.
 */
export function findLimitsFor(
  { plan, limitOverrides, kind }: Pick<Principal, "plan" | "limitOverrides"> & Partial<Pick<Principal, "kind">>,
  product: ProductId,
): FoundLimits {
  const own = limitOverrides?.[product];
  return own ? { limits: own, apart: false } : findLimits(product, plan, kind);
}

/** The plan by which a credential counts on a product: its customer's, where that has one, else its organization's. */
export function planFor({ plan, customer }: Pick<Principal, "plan" | "customer">, product: ProductId | null): PlanId {
  return (product === null ? undefined : customer?.plans[product]) ?? plan;
}

/** What a customer's keys, tokens and members count on together in their organization's place, none where that is unlimited; null: they count with it. */
export function customerBuckets(
  { customer, environment }: Pick<Principal, "customer" | "environment">,
  product: ProductId,
): LimitBucket[] | null {
  const limits = customer && customerLimits(customer, product);
  if (!customer || limits === undefined) return null;
  if (limits === null) return [];
  return bucketsWith({ subject: `customer:${customer.id}`, product, environment }, limits);
}

/** The limits that count for an organization, whatever it shows; null is unlimited. */
export function limitsFor(
  { plan, limitOverrides }: Pick<Principal, "plan" | "limitOverrides">,
  product: ProductId,
): AnyLimits | null {
  return findLimitsFor({ plan, limitOverrides }, product).limits;
}
