import { bearerSession } from "@/lib/features/accounts/account-user";
import { mfaLoginContract } from "@/lib/features/accounts/second-step-contract";
import { finishLogin } from "@/lib/features/accounts/sign-in/answer-second-factor";
import { route } from "@/lib/http/route";

export const POST = route(mfaLoginContract, async ({ body, client }) => bearerSession(await finishLogin(body, client)));
