import "server-only";
import { isApiPath } from "./api-path";
import { type Contract, endpointOf } from "./contract";
import type { Binding } from "./pipeline";

/** What the route files export, by their place below `app`: `v1/prompts/[id]`. */
export type RouteFiles = Readonly<Record<string, object>>;

/**
 * Finds the function of every contract in the route files. Throws where a contract has none, and where something is
 * bound that the table does not know. Throws also where a file or an export is not the one that Next would call for it.
 * It throws too for a function below the API's paths that no contract is bound to: no gate would stand before it.
 */
export function bindContracts(contracts: readonly Contract[], files: RouteFiles): ReadonlyMap<Contract, Binding> {
  const bindings = new Map<Contract, Binding>();
  for (const [place, exports] of Object.entries(files)) {
    for (const [method, endpoint] of Object.entries(exports)) {
      if (!isBound(endpoint)) {
        if (typeof endpoint === "function" && isApiPath(`/${place}`)) {
          throw new Error(`app/${place}/route.ts exports ${method} without a contract: bind it by route()`);
        }
        continue;
      }
      const [first, ...others] = endpoint.bindings;
      requireOwnPlace(first.contract, place, method);
      for (const binding of [first, ...others]) bindings.set(binding.contract, binding);
    }
  }
  const unbound = contracts.find((contract) => !bindings.has(contract));
  if (unbound) throw new Error(`no route file binds ${endpointOf(unbound)}`);
  const known = new Set(contracts);
  const unknown = [...bindings.keys()].find((contract) => !known.has(contract));
  if (unknown) throw new Error(`the contract table does not list ${endpointOf(unknown)}`);
  return bindings;
}

function requireOwnPlace(contract: Contract, place: string, method: string): void {
  const path = `/${place.replaceAll("[", "{").replaceAll("]", "}")}`;
  if (contract.path === path && (contract.method === method || contract.everyMethod)) return;
  throw new Error(`app/${place}/route.ts exports ${endpointOf(contract)} as ${method}`);
}

function isBound(value: unknown): value is { bindings: readonly [Binding, ...Binding[]] } {
  return typeof value === "function" && "bindings" in value;
}
