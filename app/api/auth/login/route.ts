import { bearerSession } from "@/lib/features/accounts/account-user";
import { login } from "@/lib/features/accounts/login";
import { loginContract } from "@/lib/features/accounts/sign-in-contract";
import { route } from "@/lib/http/route";

export const POST = route(loginContract, async ({ body, client }) => bearerSession(await login(body, client)));
