import { queryOptions } from "@tanstack/react-query";
import { countingBudgetsContract } from "@/lib/features/budgets/counting-contract";
import { call } from "@/lib/http/call";

/** The budgets that count for the reader; loaded again with all budgets. */
export const countingBudgetsQuery = queryOptions({
  queryKey: ["budgets", "counting"],
  queryFn: async ({ signal }) => (await call(countingBudgetsContract, {}, { signal })).data,
  refetchInterval: 10_000,
});
