import { logoutContract } from "@/lib/features/accounts/contract";
import { endSession } from "@/lib/features/accounts/sessions";
import { route } from "@/lib/http/route";

export const POST = route(logoutContract, ({ principal, client }) =>
  endSession(principal, principal.credentialId, "signed_out", client),
);
