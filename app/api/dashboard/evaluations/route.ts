import { dashboardEvaluationContracts } from "@/lib/features/evaluations/contract";
import { createEvaluation, listEvaluations } from "@/lib/features/evaluations/evaluations";
import { route } from "@/lib/http/route";

export const GET = route(dashboardEvaluationContracts.list, ({ principal, query }) =>
  listEvaluations(principal, query),
);
export const POST = route(dashboardEvaluationContracts.create, ({ principal, body }) =>
  createEvaluation(principal, body),
);
