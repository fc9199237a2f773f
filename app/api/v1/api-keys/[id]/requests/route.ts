import { apiKeyRequestsContract } from "@/lib/features/api-keys/activity-contract";
import { listKeyRequests } from "@/lib/features/api-keys/key-requests";
import { route } from "@/lib/http/route";

export const GET = route(apiKeyRequestsContract, ({ principal, params, query }) =>
  listKeyRequests(principal, params.id, query),
);
