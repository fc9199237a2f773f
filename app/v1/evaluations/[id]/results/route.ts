import { listResultsContract } from "@/lib/features/evaluations/contract";
import { listResults } from "@/lib/features/evaluations/results";
import { route } from "@/lib/http/route";

export const GET = route(listResultsContract, ({ principal, params, query }) =>
  listResults(principal, params.id, query),
);
