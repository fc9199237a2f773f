import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { foldedEmail } from "@/lib/platform/email-address";
import { holdsNull, nullRefusal } from "@/lib/platform/null-character";
import { BearerSession, TokenSession } from "./account-shapes";
import { ProviderId } from "./provider-contract";
import { registrationRefusalCodes } from "./registration-contract";
import { registrationRefusals } from "./registration-refusals";

/** A sign-in takes any text: a stranger must not learn whether a password could exist. */
export const Login = z.strictObject({
  email: z
    .string()
    .max(1_000)
    .overwrite(foldedEmail)
    // next-auth hands this over itself: no reader of bodies has looked at it.
    .refine((text) => !holdsNull(text), nullRefusal),
  password: z.string().max(1_000),
});
export type Login = z.output<typeof Login>;

export const loginContract = defineContract({
  method: "POST",
  path: "/api/auth/login",
  refuses: [401, 403],
  product: "sign-in",
  summary: "Sign in with email and password; 401 `MFA_REQUIRED` where the account asks for a second factor",
  allow: ["anonymous"],
  body: Login,
  success: { status: 200, body: BearerSession },
});

export const logoutContract = defineContract({
  method: "POST",
  path: "/api/auth/logout",
  product: "account",
  aboutUser: true,
  summary: "End the session that the token belongs to",
  allow: ["session-jwt"],
  success: { status: 204 },
});

export const loginV1Contract = defineContract({
  method: "POST",
  path: "/api/v1/auth/login",
  refuses: [401, 403],
  product: "sign-in",
  summary: "Sign in with email and password; 401 `mfa_required` where the account asks for a second factor",
  allow: ["anonymous"],
  body: Login,
  success: { status: 200, body: TokenSession },
});

/** How somebody signed in to the dashboard in this browser. */
export const LastSignIn = z.union([ProviderId, z.enum(["email", "passkey"])]);
export type LastSignIn = z.output<typeof LastSignIn>;

/** What keeps somebody out whose proof was right, and what they are told. */
export const signInRefusals = {
  suspended: "This account is suspended",
  password_reset_required:
    "This account needs a new password: have a link mailed to you, and set it before you sign in",
  provider_required: registrationRefusals.provider_required,
} as const;
export type SignInRefusal = keyof typeof signInRefusals;
const refusalCodes = Object.keys(signInRefusals) as [SignInRefusal, ...SignInRefusal[]];

/** Why a sign-in with a provider did not end well: in `/sign-in?error=` and in the fragment of a `redirect_uri`. */
export const SignInErrorCode = z.enum([
  "access_denied",
  "provider_failed",
  "provider_unavailable",
  "state_mismatch",
  "email_unverified",
  "account_exists",
  "identity_taken",
  "identity_other",
  "identity_unknown",
  "not_asked_again",
  "session_ended",
  "server_error",
  ...refusalCodes,
  ...registrationRefusalCodes,
]);
export type SignInErrorCode = z.output<typeof SignInErrorCode>;

/** Every row of signing in and out with a password. */
export const signInContracts: readonly Contract[] = [loginContract, logoutContract, loginV1Contract];
