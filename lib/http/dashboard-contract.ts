import type { Contract } from "./contract";
import { defineDashboardContract } from "./define-dashboard-contract";

/** Below it stands all that the browser's session opens. */
const doors = "/api/dashboard";

const derived = new WeakMap<Contract, Contract>();
const sources = new WeakMap<Contract, Contract>();

/**
 * The same endpoint for the dashboard's own pages, where the contract says that it has one. It stands under
 * `/api/dashboard` and takes the browser's session instead of a bearer token, on limits of its own and without the flat
 * frame. Scope and role count as they do for a token. Bearer credentials are not accepted there, nor cookies elsewhere.
 * One contract, one derivation.
 */
export function forDashboard(contract: Contract): Contract | null {
  if (!contract.dashboard) return null;
  const known = derived.get(contract);
  if (known) return known;
  const { minimumPlan: _plan, dashboard: _flag, ...shared } = contract;
  const { framed: _framed, ...success } = contract.success;
  const own = derivedFrom(
    contract,
    defineDashboardContract({
      ...shared,
      path: dashboardPath(contract.path),
      success,
    }),
  );
  derived.set(contract, own);
  return own;
}

/** Notes what a contract is derived from: the same function fulfils both. */
export function derivedFrom(source: Contract, own: Contract): Contract {
  sources.set(own, source);
  return own;
}

/** The contract that one of the dashboard's or of an embedded portal's is derived from; null for every other. */
export function sourceOf(contract: Contract): Contract | null {
  return sources.get(contract) ?? null;
}

/** Where our pages call a contract: at the dashboard's door, a portal's, or where no credential is needed; throws for any other. */
export function pathForDashboard({ path, dashboard, allow }: Contract): string {
  if (dashboard) return dashboardPath(path);
  if (path.startsWith(`${doors}/`) || allow.includes("portal-session") || allow.includes("anonymous")) return path;
  throw new Error(`${path} takes no session of the dashboard`);
}

function dashboardPath(path: string): string {
  return `${doors}${path.replace(/^\/api(?=\/)/, "")}`;
}
