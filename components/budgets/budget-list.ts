"use client";
import { queryOptions } from "@tanstack/react-query";
import { listOf } from "@/components/ui/list-source";
import { useRefresh } from "@/components/ui/use-list";
import { budgetAlertsContract, listBudgetsContract } from "@/lib/features/budgets/contract";
import { call } from "@/lib/http/call";

const group = "budgets";

/** The organization's budgets. */
export function budgetList() {
  return listOf(group, listBudgetsContract, { query: { limit: 25 } });
}

/** The thresholds of one that were told of. */
export function budgetAlertsQuery(id: string) {
  return queryOptions({
    queryKey: [group, "alerts", id],
    queryFn: async ({ signal }) => (await call(budgetAlertsContract, { params: { id } }, { signal })).data,
  });
}

/** Loads budgets again after something changed. */
export function useRefreshBudgets(): () => Promise<void> {
  return useRefresh(group);
}
