import {
  type AnyLimits,
  type EndpointDefinition,
  type EnvelopeId,
  envelopes,
  type KeyPlaces,
  type NamedWindow,
  type PlanDefinition,
  type PlanLimits,
  type ProductDefinition,
  roles,
  type ScopeDefinition,
  type ShippedPlanId,
  type ShippedProductId,
  type ShippedScopeId,
  type WindowBudget,
  type WindowSpan,
} from "@/access.config";
import type { Environment, Role } from "@/lib/generated/prisma/enums";
import { type CredentialFormat, currentCatalogue, patFormat } from "./catalogue-snapshot";
import type { FoundLimits } from "./limit-table";

export type {
  AnyLimits,
  CredentialFormat,
  EndpointDefinition,
  EnvelopeId,
  Environment,
  KeyPlaces,
  NamedWindow,
  PlanLimits,
  Role,
  ScopeDefinition,
  ShippedPlanId,
  ShippedProductId,
  ShippedScopeId,
  WindowBudget,
  WindowSpan,
};
export { patFormat };

/** Names of the catalogue as it is at the time: an operator adds to what is shipped. */
export type PlanId = string;
export type ProductId = string;
export type ScopeId = string;

/** Ids of all plans, cheapest first. */
export function planIds(): readonly PlanId[] {
  return currentCatalogue().planIds;
}

/** Ids of all products, in the order in which pages list them. */
export function productIds(): readonly ProductId[] {
  return currentCatalogue().productIds;
}

/** Products that an API key can be made for. */
export function keyProductIds(): ProductId[] {
  return productIds().filter((id) => productOf(id).keys !== undefined);
}

/** Of these, those that pages for the public tell of: a hidden one's keys go on, unnamed. */
export function shownKeyProductIds(): ProductId[] {
  return keyProductIds().filter((id) => !productOf(id).hidden);
}

/** Products whose requests count on limits of organizations. */
export function countedProductIds(): ProductId[] {
  return productIds().filter(isCountedProduct);
}

export function isCountedProduct(id: string): boolean {
  return currentCatalogue().products.get(id)?.counts === "organization";
}

export function scopeIds(): readonly ScopeId[] {
  return currentCatalogue().scopeIds;
}

/** The product whose keys manage the others. */
export const managementProduct = "management" satisfies ShippedProductId;

/** The product's definition; one that the catalogue no longer names keeps its id as its label, and has nothing else. */
export function productOf(id: ProductId): ProductDefinition {
  return currentCatalogue().products.get(id) ?? goneProduct(id);
}

function goneProduct(id: string): ProductDefinition {
  const description = "No longer in the catalogue.";
  return { label: id, description, basePaths: [], counts: "organization", headline: "minute", limits: {}, scopes: [] };
}

/** All plans, cheapest first. */
export function allPlans(): readonly PlanDefinition[] {
  return [...currentCatalogue().plans.values()];
}

/** The plan's definition; one that the catalogue no longer names keeps its id as its label, and allows no tokens. */
export function planOf(id: PlanId): PlanDefinition {
  return (
    currentCatalogue().plans.get(id) ?? { id, label: id, tokensPerUser: 0, summary: "No longer in the catalogue." }
  );
}

/** The plan that organizations begin with. */
export function cheapestPlan(): PlanDefinition {
  return planOf(planIds()[0] ?? "free");
}

export function isPlanId(value: string): value is PlanId {
  return currentCatalogue().plans.has(value);
}

export function isProductId(value: string): value is ProductId {
  return currentCatalogue().products.has(value);
}

/** A resource that a scope can name: letters, digits and a few signs that neither separate scopes nor stand for all. */
const resourceName = /^[A-Za-z0-9][A-Za-z0-9._~@/+=-]{0,127}$/;

export function isResourceName(value: string): boolean {
  return resourceName.test(value);
}

/** The catalogue's scope that a written one is: itself, or `images:read:*` for one of a single resource; null for no scope. */
export function scopeOf(written: string, { scopes, resources } = currentCatalogue()): ScopeId | null {
  if (scopes.has(written)) return written;
  if (resources.size === 0) return null;
  const colon = written.lastIndexOf(":");
  const every = resources.get(written.slice(0, colon));
  return every !== undefined && isResourceName(written.slice(colon + 1)) ? every : null;
}

export function isScopeId(value: string): value is ScopeId {
  return scopeOf(value) !== null;
}

/** Whether a question can ask for it: a scope, or what scopes of single resources begin with. */
export function isAskedScope(value: string): boolean {
  return isScopeId(value) || currentCatalogue().resources.has(value);
}

/** The limits of a product on a plan for a kind of credential, and whether that kind is counted apart. */
export function findLimits(product: ProductId, plan: PlanId, kind?: string): FoundLimits {
  return currentCatalogue().findLimits(product, plan, kind);
}

/** The limits of a product on a plan, or null where it is unlimited; a plan it does not name takes the nearest cheaper one's (contract section 1). */
export function limitsOf(product: ProductId, plan: PlanId): AnyLimits | null {
  return findLimits(product, plan).limits;
}

export function scopeDefinitionsOf(product: ProductId): readonly ScopeDefinition[] {
  return productOf(product).scopes;
}

/** The product that owns a scope, or what scopes of resources begin with; every one belongs to exactly one. Throws for a scope that the catalogue does not name. */
export function productOfScope(scope: ScopeId): ProductId {
  const { scopes, resources } = currentCatalogue();
  const owner = scopes.get(scopeOf(scope) ?? resources.get(scope) ?? scope)?.product;
  if (owner === undefined) throw new Error(`no product owns scope ${scope}`);
  return owner;
}

/** Roles in an organization, least first. */
export const roleIds: readonly Role[] = roles.map((role) => role.id);

export function isRole(value: string): value is Role {
  return roleIds.some((id) => id === value);
}

export function roleLabelOf(role: Role): string {
  return roles.find(({ id }) => id === role)?.label ?? role;
}

/** Whether `role` is `needed` or more. */
export function roleReaches(role: Role, needed: Role): boolean {
  return roleIds.indexOf(role) >= roleIds.indexOf(needed);
}

/** The least role that may use or grant a scope. */
export function roleOfScope(scope: ScopeId): Role {
  return currentCatalogue().scopes.get(scopeOf(scope) ?? scope)?.minimumRole ?? "owner";
}

/** The product whose base path holds `path`, by the longest prefix; `account` when none does. */
export function productOfPath(path: string): ProductId {
  let owner: ProductId = "account";
  let longest = 0;
  for (const [id, { basePaths }] of currentCatalogue().products) {
    for (const base of basePaths) {
      if (base.length > longest && isUnder(path, base)) {
        owner = id;
        longest = base.length;
      }
    }
  }
  return owner;
}

/** The error envelope of a path (contract section 2). */
export function envelopeOfPath(path: string): EnvelopeId {
  let found: EnvelopeId = "nested";
  let longest = 0;
  for (const { prefix, envelope } of envelopes) {
    if (prefix.length > longest && isUnder(path, prefix)) {
      found = envelope;
      longest = prefix.length;
    }
  }
  return found;
}

function isUnder(path: string, base: string): boolean {
  return base === "/" || path === base || path.startsWith(`${base}/`);
}

/** Every prefixed credential that this deployment issues. */
export function credentialFormats(): readonly CredentialFormat[] {
  return currentCatalogue().formats;
}

/** The format of a product's keys in an environment, or null where the product has none. */
export function keyFormatOf(product: ProductId, environment: Environment): CredentialFormat | null {
  return (
    credentialFormats().find((f) => f.kind === "api-key" && f.product === product && f.environment === environment) ??
    null
  );
}
