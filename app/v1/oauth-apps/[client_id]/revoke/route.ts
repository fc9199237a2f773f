import { GET } from "@/app/v1/oauth-apps/[client_id]/route";
import { revokeGrantsContract } from "@/lib/features/oauth/app-contract";
import { revokeAllGrants } from "@/lib/features/oauth/apps";
import { route } from "@/lib/http/route";

export const POST = route(
  revokeGrantsContract,
  ({ principal, params }) => revokeAllGrants(principal, params.client_id),
  { state: GET },
);
