import { type ProductId, type ScopeId, scopeOf } from "./catalogue";
import { type Catalogue, currentCatalogue } from "./catalogue-snapshot";

/**
 * What keys hold: scopes, scopes of one resource (`images:read:summer`), and roles. A role is kept by its name and
 * stands for the scopes that the catalogue gives it at the time. So another state of it counts from the next decision.
 */

const rolePrefix = "role:";

/** How a key holds a role of a product. */
export function roleGrant(product: ProductId, role: string): string {
  return `${rolePrefix}${product}:${role}`;
}

/** How keys hold the roles of which a scope is such as asked for. */
export function roleGrantsOf(isSuch: (scope: string) => boolean): string[] {
  return [...currentCatalogue().roles].filter(([, scopes]) => scopes.some(isSuch)).map(([grant]) => grant);
}

/** The roles among what a key holds, by their ids in the key's product. */
export function rolesAmong(grants: readonly string[]): string[] {
  return grants.filter(isRole).map((grant) => grant.slice(grant.indexOf(":", rolePrefix.length) + 1));
}

/** What a key holds besides roles. */
export function scopesAmong(grants: readonly string[]): string[] {
  return grants.filter((grant) => !isRole(grant));
}

/** A key's grants without roles that are gone. */
export function knownGrants(grants: readonly string[]): string[] {
  const { roles } = currentCatalogue();
  return grants.filter((grant) => !isRole(grant) || roles.has(grant));
}

/** Every scope that a key's grants come to now. A role that is gone stays what it is called, which is no scope. */
export function scopesOfGrants(grants: readonly string[]): string[] {
  if (!grants.some(isRole)) return [...grants];
  const { roles } = currentCatalogue();
  return [...new Set(grants.flatMap((grant) => roles.get(grant) ?? [grant]))];
}

/** Whether holding these scopes is holding another one: it is among them, or they hold every resource of its kind. */
export function covers(held: readonly string[], wanted: string, catalogue?: Catalogue): boolean {
  if (held.includes(wanted)) return true;
  const every = everyResourceOf(wanted, catalogue);
  return every !== null && (held.includes(every) || held.includes(baseOf(every)));
}

/** `images:read:*` for a scope of resources, by the catalogue as it is; null for every other. */
function everyResourceOf(scope: string, catalogue?: Catalogue): ScopeId | null {
  const id = scopeOf(scope, catalogue);
  return id?.endsWith(":*") ? id : null;
}

function baseOf(every: string): string {
  return every.slice(0, -":*".length);
}

/** What a credential must hold for a question: of a scope whose resources are told apart the one that is named, else all. */
export function scopeFor(asked: string, resource: string | undefined): ScopeId {
  const { resources, scopes } = currentCatalogue();
  const every = resources.get(asked);
  if (every === undefined) return asked;
  if (resource !== undefined) return `${asked}:${resource}`;
  return scopes.has(asked) ? asked : every;
}

/** Whether the catalogue gives a product's keys roles or scopes of single resources. */
export function tellsGrantsApart(product: ProductId): boolean {
  const { products } = currentCatalogue();
  const definition = products.get(product);
  return (definition?.roles?.length ?? 0) > 0 || definition?.scopes.some(({ resource }) => resource) === true;
}

function isRole(grant: string): boolean {
  return grant.startsWith(rolePrefix);
}
