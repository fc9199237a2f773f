import { dashboardEvaluationContracts } from "@/lib/features/evaluations/contract";
import { deleteEvaluation, getEvaluation } from "@/lib/features/evaluations/evaluations";
import { route } from "@/lib/http/route";

export const GET = route(dashboardEvaluationContracts.get, ({ principal, params }) =>
  getEvaluation(principal, params.id),
);
export const DELETE = route(dashboardEvaluationContracts.remove, ({ principal, params }) =>
  deleteEvaluation(principal, params.id),
);
