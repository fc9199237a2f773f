import { changeOwnPassword, setFirstPassword } from "@/lib/features/accounts/password";
import { changeOwnPasswordContract, setPasswordContract } from "@/lib/features/accounts/password-contract";
import { route } from "@/lib/http/route";

export const PUT = route(changeOwnPasswordContract, ({ principal, body, client }) =>
  changeOwnPassword(principal, body, client),
);
export const POST = route(setPasswordContract, ({ principal, body, client }) =>
  setFirstPassword(principal, body, client),
);
