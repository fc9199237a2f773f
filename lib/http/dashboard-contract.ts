import type { Contract } from "./contract";

/**
 * The same endpoint for the dashboard's own pages: under `/api/dashboard`, with the browser's session instead of a bearer
 * token, on limits of its own, and without the flat frame. Bearer credentials are not accepted there, nor cookies elsewhere.
 */
export function forDashboard<const C extends Contract, const P extends `/api/dashboard/${string}`>(contract: C, path: P) {
  const { minimumPlan: _plan, scope: _scope, ...shared } = contract;
  return {
    ...shared,
    path,
    product: "dashboard" as const,
    allow: ["dashboard-session"] as const,
    audience: "dashboard" as const,
    success: { ...contract.success, framed: false as const },
  };
}
