import { contractTable } from "@/lib/contract-table";
import { apiKeyEndpointsContract } from "@/lib/features/api-keys/activity-contract";
import { listKeyEndpoints } from "@/lib/features/api-keys/key-endpoints";
import { route } from "@/lib/http/route";

export const GET = route(apiKeyEndpointsContract, ({ principal, params }) =>
  listKeyEndpoints(principal, params.id, contractTable),
);
