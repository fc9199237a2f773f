import { scopeOf } from "./catalogue";
import type { Catalogue } from "./catalogue-snapshot";
import { repeated } from "./repeated";

type Problem = { path: string; message: string };

/** What of a catalogue's scopes and roles does not hold together. */
export function scopeProblems(catalogue: Catalogue): Problem[] {
  const named = [...catalogue.products].flatMap(([product, { scopes }]) => scopes.map(({ id }) => ({ id, product })));
  const twice = repeated(named.map(({ id }) => id));
  return [
    ...twice.map((id) => ({ path: "products", message: `the scope ${id} is named twice` })),
    ...[...catalogue.resources.keys()].flatMap((base) => resourceProblems(base, catalogue, named)),
    ...[...catalogue.products.keys()].flatMap((product) => roleProblems(product, catalogue)),
  ];
}

/** No other scope may read like one of a resource, and the scope without a resource, which holds all of them, is the same product's. */
function resourceProblems(base: string, { scopes }: Catalogue, named: readonly { id: string; product: string }[]) {
  const every = `${base}:*`;
  const owner = scopes.get(every)?.product;
  return named.flatMap(({ id, product }) => {
    const path = `products.${owner}.scopes`;
    if (id === base && product !== owner) return [{ path, message: `${base} is a scope of ${product}` }];
    if (id === every || !id.startsWith(`${base}:`)) return [];
    return [{ path, message: `${id} cannot be told from a resource of ${base}` }];
  });
}

function roleProblems(product: string, catalogue: Catalogue): Problem[] {
  const { roles = [], instanceAdminOnly = false } = catalogue.products.get(product) ?? {};
  const path = `products.${product}.roles`;
  if (roles.length > 0 && instanceAdminOnly)
    return [{ path, message: "are none of a product for administrators alone" }];
  const foreign = roles.flatMap(({ id, scopes }) => {
    const unknown = scopes.find((scope) => catalogue.scopes.get(scopeOf(scope, catalogue) ?? "")?.product !== product);
    return unknown === undefined ? [] : [{ path, message: `${id}: the product has no scope ${unknown}` }];
  });
  return [...repeated(roles.map(({ id }) => id)).map((id) => ({ path, message: `names ${id} twice` })), ...foreign];
}
