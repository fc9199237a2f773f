import { plainSession } from "@/lib/features/accounts/account-user";
import { mfaLoginV1Contract } from "@/lib/features/accounts/second-step-contract";
import { finishLogin } from "@/lib/features/accounts/sign-in/answer-second-factor";
import { route } from "@/lib/http/route";

export const POST = route(mfaLoginV1Contract, async ({ body, client }) =>
  plainSession(await finishLogin(body, client)),
);
