import { GET } from "@/app/api/v1/admin/users/[id]/route";
import { reactivate } from "@/lib/features/administration/change-user-state";
import { reactivateUserContract } from "@/lib/features/administration/user-contract";
import { route } from "@/lib/http/route";

export const POST = route(
  reactivateUserContract,
  ({ principal, params, client }) => reactivate(principal, params.id, client),
  {
    state: GET,
  },
);
