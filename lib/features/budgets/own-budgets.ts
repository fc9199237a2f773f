import "server-only";
import type { Principal } from "@/lib/access/principal";
import type { Page } from "@/lib/http/page";
import { createBudget, deleteBudget, updateBudget } from "./budgets";
import type { Budget, BudgetAlert } from "./contract";
import { listBudgetAlerts, listBudgets, readBudget } from "./list-budgets";
import { type NewOwnBudget, OwnBudget, type OwnBudgetChange } from "./own-contract";

/** A page of the budgets that the caller's organization made for itself, newest first. */
export async function listOwnBudgets(
  principal: Principal,
  page: Page,
): Promise<{ data: OwnBudget[]; next_cursor: string | null }> {
  const { data, next_cursor } = await listBudgets(principal, page, "organization");
  return { data: data.map(ownOf), next_cursor };
}

/** One of them; 404 where there is none, as for those that the deployment's administrators made. */
export async function readOwnBudget(principal: Principal, id: string, owner?: string): Promise<OwnBudget> {
  return ownOf((await readBudget(principal, id, owner, "organization")).data);
}

/** Makes a budget for the organization or its keys, which counts beside all others. 409 for a name that one of them has, or too many. */
export async function createOwnBudget(principal: Principal, wanted: NewOwnBudget): Promise<OwnBudget> {
  return ownOf((await createBudget(principal, { ...wanted, mail_to: [] }, "organization")).data);
}

/** Changes one of them; 404 where there is none. */
export async function updateOwnBudget(principal: Principal, id: string, change: OwnBudgetChange): Promise<OwnBudget> {
  return ownOf((await updateBudget(principal, id, change, "organization")).data);
}

/** Deletes one of them with its history; 404 where there is none. */
export function deleteOwnBudget(principal: Principal, id: string): Promise<void> {
  return deleteBudget(principal, id, "organization");
}

/** The latest thresholds of one of them that were told of; 404 where there is none. */
export function listOwnBudgetAlerts(principal: Principal, id: string): Promise<{ data: BudgetAlert[] }> {
  return listBudgetAlerts(principal, id, "organization");
}

function ownOf(budget: Budget): OwnBudget {
  return OwnBudget.parse(budget);
}
