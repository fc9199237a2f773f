import { bearerSession } from "@/lib/features/accounts/account-user";
import { register } from "@/lib/features/accounts/register";
import { registerContract } from "@/lib/features/accounts/registration-contract";
import { route } from "@/lib/http/route";

export const POST = route(registerContract, async ({ body, client }) => bearerSession(await register(body, client)));
