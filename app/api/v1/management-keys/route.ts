import { createManagementKeyContract, listManagementKeysContract } from "@/lib/features/api-keys/management-contract";
import { createManagementKey, listManagementKeys } from "@/lib/features/api-keys/management-keys";
import { route } from "@/lib/http/route";

export const GET = route(listManagementKeysContract, ({ query }) => listManagementKeys(query));
export const POST = route(createManagementKeyContract, ({ principal, body }) => createManagementKey(principal, body), {
  state: GET,
});
