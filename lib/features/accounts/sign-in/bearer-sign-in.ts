import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { AccountUser } from "@/lib/features/accounts/account-user";
import { signInRefusals } from "@/lib/features/accounts/sign-in-contract";
import { ApiError } from "@/lib/http/api-error";
import { sessionToken } from "@/lib/tenancy/session-token";
import type { Admission } from "./admit-sign-in";

/** The session token that a program's sign-in led to; throws 403 where it was refused, and 401 `mfa_required` with the token for the second step. */
export function bearerSignIn(admission: Admission): { user: AccountUser; token: string } {
  if ("refused" in admission) throw new ApiError("forbidden", signInRefusals[admission.refused]);
  if ("secondFactor" in admission) {
    const { token, expiresAt, methods } = admission.secondFactor;
    const expiresInSeconds = Math.floor((expiresAt.getTime() - runtime().clock.now()) / 1000);
    throw new ApiError("mfa_required", undefined, {
      members: { mfa_required: true, mfa_token: token, expires_in: expiresInSeconds, methods },
    });
  }
  const { user, session } = admission.started;
  return { user, token: sessionToken(user, session) };
}
