import { plainSession } from "@/lib/features/accounts/account-user";
import { register } from "@/lib/features/accounts/register";
import { registerV1Contract } from "@/lib/features/accounts/registration-contract";
import { route } from "@/lib/http/route";

export const POST = route(registerV1Contract, async ({ body, client }) => plainSession(await register(body, client)));
