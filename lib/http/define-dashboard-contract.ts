import type { Contract } from "./contract";

/** What the browser's session makes of each endpoint that it opens: whose limits count, who may call, and whose pages do. */
const ofSession = { product: "dashboard", allow: ["dashboard-session"], audience: "dashboard" } as const;
type OfSession = typeof ofSession;

/** Declares an endpoint that the dashboard's session opens, and nothing else. */
export function defineDashboardContract<const C extends Omit<Contract, keyof OfSession>>(
  contract: C,
): Omit<C, keyof OfSession> & OfSession {
  return { ...contract, ...ofSession };
}
