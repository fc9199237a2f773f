import { plainSession } from "@/lib/features/accounts/account-user";
import { changePassword } from "@/lib/features/accounts/password";
import { changePasswordContract } from "@/lib/features/accounts/password-contract";
import { route } from "@/lib/http/route";

export const PUT = route(changePasswordContract, async ({ principal, body, client }) =>
  plainSession(await changePassword(principal, body, client)),
);
