import { GET } from "@/app/api/v1/admin/users/[id]/route";
import { suspend } from "@/lib/features/administration/change-user-state";
import { suspendUserContract } from "@/lib/features/administration/user-contract";
import { route } from "@/lib/http/route";

export const POST = route(
  suspendUserContract,
  ({ principal, params, client }) => suspend(principal, params.id, client),
  {
    state: GET,
  },
);
