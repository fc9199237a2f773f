import { deleteEvaluationContract, getEvaluationContract } from "@/lib/features/evaluations/contract";
import { deleteEvaluation, getEvaluation } from "@/lib/features/evaluations/evaluations";
import { route } from "@/lib/http/route";

export const GET = route(getEvaluationContract, ({ principal, params }) => getEvaluation(principal, params.id));
export const DELETE = route(
  deleteEvaluationContract,
  ({ principal, params }) => deleteEvaluation(principal, params.id),
  { state: GET },
);
