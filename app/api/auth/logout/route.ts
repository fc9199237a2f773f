import { endSession } from "@/lib/features/accounts/sessions";
import { logoutContract } from "@/lib/features/accounts/sign-in-contract";
import { route } from "@/lib/http/route";

export const POST = route(logoutContract, ({ principal, client }) =>
  endSession(principal, principal.credentialId, "signed_out", client),
);
