import { plainSession } from "@/lib/features/accounts/account-user";
import { login } from "@/lib/features/accounts/login";
import { loginV1Contract } from "@/lib/features/accounts/sign-in-contract";
import { route } from "@/lib/http/route";

export const POST = route(loginV1Contract, async ({ body, client }) => plainSession(await login(body, client)));
