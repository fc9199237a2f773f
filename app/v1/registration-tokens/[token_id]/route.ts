import { revokeRegistrationTokenContract } from "@/lib/features/oauth/registration-token-contract";
import { revokeRegistrationToken } from "@/lib/features/oauth/registration-tokens";
import { route } from "@/lib/http/route";

export const DELETE = route(revokeRegistrationTokenContract, ({ principal, params }) =>
  revokeRegistrationToken(principal, params.token_id),
);
