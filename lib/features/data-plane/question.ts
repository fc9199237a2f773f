import "server-only";
import type { Asker } from "@/lib/access/asker";
import {
  type EndpointDefinition,
  type Environment,
  type ProductId,
  productOf,
  productOfScope,
  type ScopeId,
} from "@/lib/access/catalogue";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { endpointTableOf } from "@/lib/access/endpoint-table";
import { scopeFor } from "@/lib/access/scope-grants";

/** An endpoint of the product's own API, by its id or by what was requested of it. */
export type Called = { id: string } | { method: string; path: string };

/** One thing that is asked for. */
export type Check = {
  /** All of one product; the credential must hold every one. */
  scopes: readonly ScopeId[];
  /** What is touched, of the things that some scopes tell apart. */
  resource: string | undefined;
  /** How many requests it counts as; undefined: as many as the endpoint says. */
  cost: number | undefined;
  /** What is called of the product's own API; null where the question does not say. */
  called: Called | null;
  /** What usage counts it under besides. */
  tags: readonly string[] | undefined;
  /** For how long it holds one of the plan's calls at once, in seconds, unless it is released before; undefined: it holds none. */
  holdSeconds?: number | undefined;
};

/** What another service asks about a credential that it was sent. */
export type Question = {
  token: string;
  /** Whose limits and endpoints count, where the question says it. */
  product: ProductId | undefined;
  environment: Environment | undefined;
  /** What is asked for, at least one; all of it passes and is counted together, or nothing. */
  checks: readonly Check[];
  /** Who is counted where the credential has to be tried, and whose keys it may be. */
  asker: Asker;
  /** Who renews and releases what it holds: the asking service's organization. */
  askedBy: string;
  /** Where the credential came from, as far as the asking side is believed. */
  address: string | null;
  /** The origin of the page that it came from; null: none was told. */
  origin: string | null;
  /** Credentials of every other organization are as good as unknown; null: of none. */
  organizationId: string | null;
  /** How usage names what was called where the product's own API has no name for it. */
  endpoint: string;
  /** What the caller calls itself, as far as the asking side passes that on. */
  agent: string | null;
  /** When the question came, by `performance.now()`. */
  askedMs: number;
};

/** What a check comes to once it is known whose endpoints it is about. */
export type Asked = {
  /** Of the product's own API; null where none was named, or there is no such one. */
  endpoint: EndpointDefinition | null;
  /** One was named that the product does not have. */
  isUnknown: boolean;
  /** How usage names it. */
  name: string;
  scopes: readonly ScopeId[];
  cost: number;
  tags: readonly string[] | undefined;
  holdSeconds: number | undefined;
};

/** The endpoint that a check is about, with the scope that it needs and the cost that it has where the check names none; `name` is for none. */
export function askedOf(
  { called, scopes: named, resource, cost, tags, holdSeconds }: Check,
  product: ProductId | null,
  name: string,
): Asked {
  const endpoint = called && product !== null ? findEndpoint(product, called) : null;
  const scopes = named.map((scope) => scopeFor(scope, resource));
  if (!endpoint) return { endpoint, isUnknown: called !== null, name, scopes, cost: cost ?? 1, tags, holdSeconds };
  const { id } = endpoint;
  const scope = endpoint.scope && scopeFor(endpoint.scope, resource);
  const isMore = scope !== undefined && !scopes.includes(scope);
  const needed = isMore ? [...scopes, scope] : scopes;
  const counted = cost ?? endpoint.cost ?? 1;
  return { endpoint, isUnknown: false, name: id, scopes: needed, cost: counted, tags, holdSeconds };
}

function findEndpoint(product: ProductId, called: Called): EndpointDefinition | null {
  const table = endpointTableOf(product);
  return "id" in called ? table.byId(called.id) : table.match(called.method, called.path);
}

/**
 * The product whose limits count, or null where the credential is not for it. Credentials that act as a user work for
 * every product, as they do here; keys for their own; OAuth tokens for those of which they hold a scope.
 */
export function productFor(
  { product: asked }: Question,
  { principal, product: own }: CredentialRecord,
): ProductId | null {
  // A management key is for this product's own endpoints, and lets nothing pass anywhere else.
  if (principal.kind === "management-key") return null;
  // A gateway's own key opens the data plane, not what lies behind it.
  if (own && productOf(own).instanceAdminOnly && asked !== own) return null;
  if (principal.kind === "api-key" || principal.kind === "user-key")
    return asked === undefined || asked === own ? (own ?? null) : null;
  if (principal.kind === "oauth-token") return asked && holdsAnyOf(principal.scopes, asked) ? asked : null;
  return asked ?? "tunnel";
}

type ProductWords = { product?: ProductId | undefined; scopes: readonly ScopeId[] };

/** The product that a question itself names. */
export function productAskedOf({ product, scopes }: ProductWords): ProductId | undefined {
  const [scope] = scopes;
  return product ?? (scope === undefined ? undefined : productOfScope(scope));
}

function holdsAnyOf(held: "all" | readonly ScopeId[], product: ProductId): boolean {
  return held === "all" || held.some((scope) => productOfScope(scope) === product);
}
