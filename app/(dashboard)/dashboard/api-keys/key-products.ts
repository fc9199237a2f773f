import "server-only";
import type { KeyExample, KeyProduct } from "@/components/api-keys/key-product";
import {
  isScopeId,
  keyFormatOf,
  keyProductIds,
  managementProduct,
  type ProductId,
  productOf,
} from "@/lib/access/catalogue";
import { holdsScope, limitsFor, type Principal } from "@/lib/access/principal";
import { contractTable } from "@/lib/contract-table";
import { Environment } from "@/lib/generated/prisma/enums";
import type { Contract } from "@/lib/http/contract";
import { jsonSchemaOf } from "@/lib/http/json-schema";
import { endpointsOfKey } from "@/lib/http/opened-endpoints";
import { exampleOf } from "@/lib/http/schema-example";

/** The products that keys can be made for, as the pages of keys need them, from the catalogue and the contract table. The first is the one that a new key's form begins with. */
export function keyProducts(principal: Principal): KeyProduct[] {
  const made = keyProductIds().filter((id) => id !== managementProduct);
  const available = made.filter((id) => !productOf(id).instanceAdminOnly || principal.instanceAdmin);
  const offered = available.toSorted((a, b) => place(a) - place(b));
  return offered.map((id) => {
    const { label, description, scopes, roles = [] } = productOf(id);
    return {
      // Every product with keys is one that the contract of keys names.
      id: id as KeyProduct["id"],
      label,
      description,
      environments: Object.values(Environment).filter((environment) => keyFormatOf(id, environment)),
      scopes: scopes.map((scope) => ({
        ...scope,
        endpoints: isScopeId(scope.id) ? endpointsOfKey(contractTable, principal, [scope.id]) : [],
        locked: !isScopeId(scope.id) || !holdsScope(principal, scope.id),
      })),
      roles: roles.map((role) => ({
        id: role.id,
        label: role.label,
        description: role.description,
        locked: role.scopes.some((scope) => !holdsScope(principal, scope)),
      })),
      perMinute: limitsFor(principal, id)?.perMinute ?? null,
      examples: examplesOf(id),
    };
  });
}

function place(id: ProductId): number {
  return productOf(id).offeredFirst ? 0 : 1;
}

/**
 * Requests that need nothing but a key: those that read first, then those that create something small, each in the order of
 * the product's scopes.
 */
function examplesOf(product: ProductId): KeyExample[] {
  const scopes: readonly (string | undefined)[] = productOf(product).scopes.map(({ id }) => id);
  const placeOf = ({ scope }: Contract) => (scopes.includes(scope) ? scopes.indexOf(scope) : scopes.length);
  const simple = contractTable
    .filter((contract) => contract.product === product && mayShowOff(contract))
    .toSorted((one, other) => placeOf(one) - placeOf(other));
  return [
    ...simple.filter(({ method, query }) => method === "GET" && !isRequired(query)).map(exampleFrom),
    ...simple.filter(({ method }) => method === "POST").map(exampleFrom),
  ];
}

/** What names no scope has to take a key without any as well: such a key is of another kind. */
function mayShowOff({ allow, scope, path }: Contract): boolean {
  return !path.includes("{") && allow.includes("api-key") && (scope !== undefined || allow.includes("user-key"));
}

function isRequired(schema: Contract["query"]): boolean {
  return schema !== undefined && (jsonSchemaOf(schema, "input").required ?? []).length > 0;
}

function exampleFrom({ method, path, scope, body }: Contract): KeyExample {
  const example = body && exampleOf(jsonSchemaOf(body, "input"), { minimal: true });
  return {
    method,
    path,
    scope: scope ?? null,
    ...(typeof example === "object" && example ? { body: example } : {}),
  };
}
