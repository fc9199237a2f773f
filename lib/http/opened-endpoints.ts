import "server-only";
import type { ScopeId } from "@/lib/access/catalogue";
import type { Principal } from "@/lib/access/principal";
import { type Contract, endpointOf, isPublic } from "./contract";
import { mayCall } from "./rights";

/**
 * The endpoints that the gate would let a key with these scopes into, when somebody makes it for their organization.
 * Endpoints that only our own pages call are left out.
 */
export function endpointsOfKey(contracts: readonly Contract[], maker: Principal, scopes: readonly ScopeId[]): string[] {
  const key: Principal = { ...maker, kind: "api-key", userId: null, role: null, instanceAdmin: false, scopes };
  return contracts.filter((contract) => isPublic(contract) && mayCall(contract, key)).map(endpointOf);
}
