import { revokeSecretContract } from "@/lib/features/oauth/app-contract";
import { revokeSecret } from "@/lib/features/oauth/manage-secrets";
import { route } from "@/lib/http/route";

export const DELETE = route(revokeSecretContract, ({ principal, params }) =>
  revokeSecret(principal, params.client_id, params.secret_id),
);
