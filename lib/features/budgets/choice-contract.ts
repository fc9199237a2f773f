import { z } from "zod";
import type { Contract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";

/** How many customers or keys a search offers. */
export const offeredOwners = 20;

/** Part of the name, or of what else it is known by; with `id`, that one alone. */
const OwnKeyQuery = z.object({ search: z.string().trim().max(100).optional(), id: z.string().max(100).optional() });
export const OwnerQuery = OwnKeyQuery.extend({ of: z.enum(["customer", "key"]) });
export type OwnerQuery = z.output<typeof OwnerQuery>;

export const OwnerChoice = z.object({
  id: z.string(),
  name: z.string(),
  /** A customer's external id, or the hint of a key. */
  hint: z.string(),
});
export type OwnerChoice = z.output<typeof OwnerChoice>;

const searches = {
  method: "GET",
  success: { status: 200, body: z.object({ data: z.array(OwnerChoice) }) },
} as const;

export const findOwnersContract = defineDashboardContract({
  ...searches,
  instanceAdmin: true,
  path: "/api/dashboard/budgets/owners",
  summary: "What a budget of the deployment can be of, the newest first; customers or keys of the organization",
  query: OwnerQuery,
});

export const findOwnKeysContract = defineDashboardContract({
  ...searches,
  scope: "organization:admin",
  path: "/api/dashboard/budgets/keys",
  summary: "Keys that a budget of the organization's own can be of, the newest first",
  query: OwnKeyQuery,
});

/** What is served of them: every row of a budget's choices in the contract table. */
export const contracts: readonly Contract[] = [findOwnersContract, findOwnKeysContract];
