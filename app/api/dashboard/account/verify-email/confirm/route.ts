import { verificationPagesContracts } from "@/lib/features/accounts/contract";
import { confirmEmail } from "@/lib/features/accounts/verify-email";
import { route } from "@/lib/http/route";

export const POST = route(verificationPagesContracts.confirm, ({ principal, body, client }) =>
  confirmEmail(principal, body, client),
);
