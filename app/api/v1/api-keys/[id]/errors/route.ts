import { apiKeyErrorsContract } from "@/lib/features/api-keys/activity-contract";
import { listKeyErrors } from "@/lib/features/api-keys/key-requests";
import { route } from "@/lib/http/route";

export const GET = route(apiKeyErrorsContract, ({ principal, params, query }) =>
  listKeyErrors(principal, params.id, query),
);
