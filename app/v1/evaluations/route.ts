import { createEvaluationContract, listEvaluationsContract } from "@/lib/features/evaluations/contract";
import { createEvaluation, listEvaluations } from "@/lib/features/evaluations/evaluations";
import { route } from "@/lib/http/route";

export const GET = route(listEvaluationsContract, ({ principal, query }) => listEvaluations(principal, query));
export const POST = route(createEvaluationContract, ({ principal, body }) => createEvaluation(principal, body), {
  state: GET,
});
