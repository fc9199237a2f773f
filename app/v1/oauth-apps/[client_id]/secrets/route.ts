import { GET } from "@/app/v1/oauth-apps/[client_id]/route";
import { addSecretContract } from "@/lib/features/oauth/app-contract";
import { addSecret } from "@/lib/features/oauth/manage-secrets";
import { route } from "@/lib/http/route";

export const POST = route(addSecretContract, ({ principal, params }) => addSecret(principal, params.client_id), {
  state: GET,
});
