import { managementKeyContract, revokeManagementKeyContract } from "@/lib/features/api-keys/management-contract";
import { readManagementKey, revokeManagementKey } from "@/lib/features/api-keys/management-keys";
import { route } from "@/lib/http/route";

export const GET = route(managementKeyContract, ({ principal, params }) => readManagementKey(principal, params.id));
export const DELETE = route(
  revokeManagementKeyContract,
  ({ principal, params }) => revokeManagementKey(principal, params.id),
  { state: GET },
);
