import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { dashboardEvaluationContracts, ResultQuery } from "@/lib/features/evaluations/contract";

/** The organization's evaluations. */
export const evaluationList = listOf("evaluations", dashboardEvaluationContracts.list, { query: { limit: 25 } });

/** What the results of an evaluation are narrowed by in the page's address. */
export const resultFilters = { passed: ResultQuery.shape.passed };

/** The results of a finished evaluation that match. */
export function resultList(id: string, filters: AddressOf<typeof resultFilters>) {
  const input = { params: { id }, query: { ...filters, limit: 25 } };
  return listOf("evaluations", dashboardEvaluationContracts.results, input);
}
