import {
  type EnvelopeId,
  envelopes,
  type PlanId,
  type PlanLimits,
  type ProductDefinition,
  type ProductId,
  personalAccessTokenFormat,
  plans,
  products,
  roles,
  type ScopeDefinition,
  type ScopeId,
} from "@/access.config";
import type { Environment, Role } from "@/lib/generated/prisma/enums";
import { createLimitTable, type FoundLimits } from "./limit-table";

export type { EnvelopeId, Environment, PlanId, PlanLimits, ProductId, Role, ScopeDefinition, ScopeId };

export const planIds = plans.map((plan) => plan.id) as readonly PlanId[];
export const productIds = Object.keys(products) as readonly ProductId[];
/** Products that an API key can be made for. */
export const keyProductIds = productIds.filter((id) => productOf(id).keys !== undefined);
export const scopeIds: readonly ScopeId[] = productIds.flatMap((id) => products[id].scopes.map((scope) => scope.id));

/** The product's definition with the catalogue's literal types widened. */
export function productOf(id: ProductId): ProductDefinition {
  return products[id];
}

export function planOf(id: PlanId) {
  const plan = plans.find((candidate) => candidate.id === id);
  if (!plan) throw new Error(`unknown plan ${id}`);
  return plan;
}

export function isPlanId(value: string): value is PlanId {
  return planIds.some((id) => id === value);
}

export function isProductId(value: string): value is ProductId {
  return Object.hasOwn(products, value);
}

export function isScopeId(value: string): value is ScopeId {
  return scopeIds.some((id) => id === value);
}

const limitTables = new Map(productIds.map((id) => [id, createLimitTable(productOf(id), planIds)]));

/** The limits of a product on a plan for a kind of credential, and whether that kind is counted apart. */
export function findLimits(product: ProductId, plan: PlanId, kind?: string): FoundLimits {
  return limitTables.get(product)?.(plan, kind) ?? { limits: null, apart: false };
}

/** The limits of a product on a plan, or null where it is unlimited; a plan it does not name takes the nearest cheaper one's (contract section 1). */
export function limitsOf(product: ProductId, plan: PlanId): PlanLimits | null {
  return findLimits(product, plan).limits;
}

/** A product's scopes with the catalogue's literal types widened. */
export function scopeDefinitionsOf(product: ProductId): readonly ScopeDefinition[] {
  return productOf(product).scopes;
}

/** The product that owns a scope; every scope belongs to exactly one. */
export function productOfScope(scope: ScopeId): ProductId {
  const owner = productIds.find((id) => products[id].scopes.some((definition) => definition.id === scope));
  if (!owner) throw new Error(`no product owns scope ${scope}`);
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

const rolesOfScopes = new Map(
  productIds.flatMap((id) => productOf(id).scopes.map((scope) => [scope.id, scope.minimumRole ?? "member"] as const)),
);

/** The least role that may use or grant a scope. */
export function roleOfScope(scope: ScopeId): Role {
  return rolesOfScopes.get(scope) ?? "owner";
}

/** The product whose base path holds `path`, by the longest prefix; `account` when none does. */
export function productOfPath(path: string): ProductId {
  let owner: ProductId = "account";
  let longest = 0;
  for (const id of productIds) {
    for (const base of productOf(id).basePaths) {
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

/** A credential's text form: a prefix, then base62 characters of which the last six are a checksum. */
export type CredentialFormat = {
  prefix: string;
  randomLength: number;
  kind: "pat" | "api-key";
  product: ProductId | null;
  environment: Environment;
};

/** The format of personal access tokens. */
export const patFormat: CredentialFormat = {
  ...personalAccessTokenFormat,
  kind: "pat",
  product: null,
  environment: "production",
};

/** Every prefixed credential that this deployment issues. */
export const credentialFormats: readonly CredentialFormat[] = [
  patFormat,
  ...productIds.flatMap((product): CredentialFormat[] => {
    const keys = productOf(product).keys;
    if (!keys) return [];
    const format = { randomLength: keys.randomLength, kind: "api-key" as const, product };
    return [
      { ...format, prefix: keys.production, environment: "production" },
      ...(keys.development ? [{ ...format, prefix: keys.development, environment: "development" as const }] : []),
    ];
  }),
];

/** The format of a product's keys in an environment, or null where the product has none. */
export function keyFormatOf(product: ProductId, environment: Environment): CredentialFormat | null {
  return (
    credentialFormats.find((f) => f.kind === "api-key" && f.product === product && f.environment === environment) ??
    null
  );
}
