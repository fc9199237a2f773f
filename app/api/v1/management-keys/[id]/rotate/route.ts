import { GET } from "@/app/api/v1/management-keys/[id]/route";
import { rotateManagementKeyContract } from "@/lib/features/api-keys/management-contract";
import { rotateManagementKey } from "@/lib/features/api-keys/management-keys";
import { route } from "@/lib/http/route";

export const POST = route(
  rotateManagementKeyContract,
  ({ principal, params, body }) => rotateManagementKey(principal, params.id, body),
  { state: GET },
);
