import "server-only";
import {
  keyFormatOf,
  type ProductId,
  productOf,
  productOfScope,
  scopeDefinitionsOf,
  scopeOf,
} from "@/lib/access/catalogue";
import type { PortalPrincipal } from "@/lib/access/principal";
import { Environment } from "@/lib/generated/prisma/enums";
import type { PortalSession } from "./contract";

/** Whose portal it is, and what its customer can make there. */
export function getPortalSession({ customer, portal, scopes }: PortalPrincipal): { data: PortalSession } {
  const held = scopes === "all" ? [] : scopes;
  const products = [...new Set(held.map(productOfScope))].map((id) => ({
    id,
    label: productOf(id).label,
    environments: Object.values(Environment).filter((environment) => keyFormatOf(id, environment)),
    scopes: held
      .filter((scope) => productOfScope(scope) === id)
      .map((scope) => ({ id: scope, description: descriptionOf(id, scope) })),
  }));
  return {
    data: {
      customer: { external_id: customer.externalId, name: customer.name },
      shows: [...portal.shows],
      return_url: portal.returnUrl,
      ends_at: new Date(portal.endsAtMs).toISOString(),
      max_keys: portal.maxKeys,
      products,
    },
  };
}

/** What a scope lets its holder do; one of a single resource says what all of its kind do. */
function descriptionOf(product: ProductId, scope: string): string {
  return scopeDefinitionsOf(product).find(({ id }) => id === scopeOf(scope))?.description ?? scope;
}
