import { GET } from "@/app/api/v1/admin/users/[id]/route";
import { requirePasswordReset } from "@/lib/features/administration/change-user-state";
import { requirePasswordResetContract } from "@/lib/features/administration/user-contract";
import { route } from "@/lib/http/route";

export const POST = route(
  requirePasswordResetContract,
  ({ principal, params, client }) => requirePasswordReset(principal, params.id, client),
  {
    state: GET,
  },
);
