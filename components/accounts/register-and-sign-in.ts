import { postToNextAuth } from "@/components/layout/next-auth-client";
import { type Registration, registerOnPageContract } from "@/lib/features/accounts/registration-contract";
import { call } from "@/lib/http/call";
import { signInOutcome } from "./sign-in-outcome";

/** Creates an account and signs in to it; `problem` says why the sign-in afterwards failed. */
export async function registerAndSignIn(body: Registration): Promise<{ problem: string | null }> {
  await call(registerOnPageContract, { body });
  const { email, password } = body;
  const answer = await postToNextAuth("callback/credentials", { email, password }).catch(() => null);
  const outcome = await signInOutcome(answer);
  return { problem: outcome.ok ? null : outcome.message };
}
