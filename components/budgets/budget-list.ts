"use client";
import { listOf } from "@/components/ui/list-source";
import { useRefresh } from "@/components/ui/use-list";
import { budgetAlertsContract, listBudgetsContract } from "@/lib/features/budgets/contract";
import { listOwnBudgetsContract, ownBudgetAlertsContract } from "@/lib/features/budgets/own-contract";
import type { BudgetLevel } from "./budget-calls";

const group = "budgets";

/** The budgets over the organization. */
export function budgetList() {
  return listOf(group, listBudgetsContract, { query: { limit: 25 } });
}

/** Those that it made for itself. */
export function ownBudgetList() {
  return listOf(group, listOwnBudgetsContract, { query: { limit: 25 } });
}

/** The thresholds of one that were told of. */
export function budgetAlertList(level: BudgetLevel, id: string) {
  return listOf(group, level === "deployment" ? budgetAlertsContract : ownBudgetAlertsContract, { params: { id } });
}

/** Loads budgets again after something changed. */
export function useRefreshBudgets(): () => Promise<void> {
  return useRefresh(group);
}
