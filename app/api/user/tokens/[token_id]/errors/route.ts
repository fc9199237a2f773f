import { tokenErrorsContract } from "@/lib/features/tokens/contract";
import { listTokenErrors } from "@/lib/features/tokens/one-token";
import { route } from "@/lib/http/route";

export const GET = route(tokenErrorsContract, ({ principal, params, query }) =>
  listTokenErrors(principal, params.token_id, query),
);
