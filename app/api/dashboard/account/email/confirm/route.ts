import { confirmEmailChange } from "@/lib/features/accounts/recovery/confirm-email-change";
import { confirmEmailChangeContract } from "@/lib/features/accounts/recovery-contract";
import { route } from "@/lib/http/route";

export const POST = route(confirmEmailChangeContract, ({ principal, body, client }) =>
  confirmEmailChange(principal, body, client),
);
