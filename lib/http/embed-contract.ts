import type { Contract } from "./contract";
import { derivedFrom } from "./dashboard-contract";

const derived = new WeakMap<Contract, Contract>();

/**
 * The same endpoint of a customer's portal for the component in the company's own page, where the contract says so. It
 * is at `/api/v1/portal/…` in place of `/portal/api/…`, and is asked by a token that counts from that page's origin
 * alone, and never by a cookie. One contract, one derivation.
 */
export function forEmbed(contract: Contract): Contract | null {
  if (!contract.embedded) return null;
  const known = derived.get(contract);
  if (known) return known;
  const { embedded: _flag, ...shared } = contract;
  const path = contract.path.replace(/^\/portal\/api\//, "/api/v1/portal/");
  const own = derivedFrom(contract, { ...shared, path, allow: ["portal-token"], audience: "embed" });
  derived.set(contract, own);
  return own;
}
