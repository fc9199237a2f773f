import { tokenRequestsContract } from "@/lib/features/tokens/contract";
import { listTokenRequests } from "@/lib/features/tokens/one-token";
import { route } from "@/lib/http/route";

export const GET = route(tokenRequestsContract, ({ principal, params, query }) =>
  listTokenRequests(principal, params.token_id, query),
);
