import { changeOwnPasswordContract } from "@/lib/features/accounts/contract";
import { changeOwnPassword } from "@/lib/features/accounts/password";
import { route } from "@/lib/http/route";

export const PUT = route(changeOwnPasswordContract, ({ principal, body }) => changeOwnPassword(principal, body));
