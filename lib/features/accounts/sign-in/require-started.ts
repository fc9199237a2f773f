import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { AccountUser } from "@/lib/features/accounts/account-user";
import { signInRefusals } from "@/lib/features/accounts/sign-in-contract";
import { ApiError } from "@/lib/http/api-error";
import { sessionToken } from "@/lib/tenancy/session-token";
import type { Admission, StartedSession } from "./admit-sign-in";

/** The session that a sign-in led to; throws 403 where it was refused, and 401 `mfa_required` with what the second step needs. */
export function requireStarted(admission: Admission): StartedSession {
  if ("started" in admission) return admission.started;
  if ("refused" in admission) throw new ApiError("forbidden", signInRefusals[admission.refused]);
  const { token, expiresAt, methods, passkeyOptions } = admission.secondFactor;
  const members = {
    mfa_required: true as const,
    mfa_token: token,
    expires_in: Math.floor((expiresAt.getTime() - runtime().clock.now()) / 1000),
    methods,
    ...(passkeyOptions ? { passkey_options: passkeyOptions } : {}),
  };
  throw new ApiError("mfa_required", undefined, { members });
}

/** The session token that a program's sign-in led to; throws as above. */
export function bearerSignIn(admission: Admission): { user: AccountUser; token: string } {
  const { user, session } = requireStarted(admission);
  return { user, token: sessionToken(user, session) };
}
