import { dashboardEvaluationContracts } from "@/lib/features/evaluations/contract";
import { listResults } from "@/lib/features/evaluations/results";
import { route } from "@/lib/http/route";

export const GET = route(dashboardEvaluationContracts.results, ({ principal, params, query }) =>
  listResults(principal, params.id, query),
);
