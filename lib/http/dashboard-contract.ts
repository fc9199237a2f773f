import type { Contract } from "./contract";

/** A contract whose endpoint the dashboard's own pages call. */
export type DashboardContract<C extends Contract, P extends string> = Omit<
  C,
  "path" | "product" | "allow" | "audience" | "success" | "minimumPlan"
> & {
  path: P;
  product: "dashboard";
  allow: readonly ["dashboard-session"];
  audience: "dashboard";
  success: Omit<C["success"], "framed">;
};

/**
 * The same endpoint for the dashboard's own pages: under `/api/dashboard`, with the browser's session instead of a bearer
 * token, on limits of its own, and without the flat frame; scope and role count as they do for a token. Bearer credentials are not accepted there, nor cookies elsewhere.
 */
export function forDashboard<const C extends Contract, const P extends `/api/dashboard/${string}`>(
  contract: C,
  path: P,
): DashboardContract<C, P> {
  const { minimumPlan: _plan, ...shared } = contract;
  const { framed: _framed, ...success } = contract.success;
  const own = { path, product: "dashboard", allow: ["dashboard-session"], audience: "dashboard", success };
  // The compiler cannot follow a rest over a generic.
  return { ...shared, ...own } as unknown as DashboardContract<C, P>;
}
