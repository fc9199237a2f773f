import { z } from "zod";
import { planIds } from "@/lib/access/catalogue";
import { SessionKind } from "@/lib/generated/prisma/enums";
import { type Contract, defineContract } from "@/lib/http/contract";
import { EmailAddress } from "@/lib/http/email-address";
import { nameOf } from "@/lib/http/name";
import { Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { foldedEmail } from "@/lib/platform/email-address";
import { holdsNull, nullRefusal } from "@/lib/platform/null-character";
import { maxPasswordBytes, minPasswordBytes, passwordBytes } from "@/lib/platform/password-text";

/** bcrypt reads no more than 72 bytes, so a longer password would be weaker than it looks. */
export const NewPassword = z
  .string()
  .refine((text) => passwordBytes(text) >= minPasswordBytes, "must have at least 8 characters")
  .refine((text) => passwordBytes(text) <= maxPasswordBytes, "must have at most 72 bytes");

const DisplayName = nameOf(100);

/** No mail arrives there (RFC 2606); such addresses stand for users of other issuers. */
const RegistrableEmail = EmailAddress.refine(
  (email) => !email.endsWith(".invalid"),
  "ends in .invalid, where no mail arrives",
);

export const Registration = z.strictObject({
  email: RegistrableEmail,
  password: NewPassword,
  name: DisplayName.optional(),
});
export type Registration = z.output<typeof Registration>;

/** A sign-in takes any text: a stranger must not learn whether a password could exist. */
export const Login = z.strictObject({
  email: z
    .string()
    .max(1_000)
    .overwrite(foldedEmail)
    .refine((text) => !holdsNull(text), nullRefusal),
  password: z.string().max(1_000),
});
export type Login = z.output<typeof Login>;

/** Document 000's shape of a user. */
const TierUser = z.object({ id: z.string(), email: z.string(), name: z.string(), tier: z.enum(planIds) });
/** Document 004's shape of a user. */
const PlainUser = z.object({ id: z.string(), email: z.string(), created_at: Timestamp });

const BearerSession = z.object({ access_token: z.string(), token_type: z.literal("bearer"), user: TierUser });
const TokenSession = z.object({ user: PlainUser, token: z.string() });

export const registerContract = defineContract({
  method: "POST",
  path: "/api/auth/register",
  product: "sign-in",
  summary: "Register with email and password",
  allow: ["anonymous"],
  body: Registration,
  success: { status: 201, body: BearerSession },
});

export const loginContract = defineContract({
  method: "POST",
  path: "/api/auth/login",
  product: "sign-in",
  summary: "Sign in with email and password",
  allow: ["anonymous"],
  body: Login,
  success: { status: 200, body: BearerSession },
});

export const logoutContract = defineContract({
  method: "POST",
  path: "/api/auth/logout",
  product: "account",
  summary: "End the session that the token belongs to",
  allow: ["session-jwt"],
  success: { status: 204 },
});

export const registerV1Contract = defineContract({
  method: "POST",
  path: "/api/v1/auth/register",
  product: "sign-in",
  summary: "Register with email and password",
  allow: ["anonymous"],
  body: Registration,
  success: { status: 201, body: TokenSession },
});

export const loginV1Contract = defineContract({
  method: "POST",
  path: "/api/v1/auth/login",
  product: "sign-in",
  summary: "Sign in with email and password",
  allow: ["anonymous"],
  body: Login,
  success: { status: 200, body: TokenSession },
});

const actsAsUser = ["session-jwt", "pat"] as const;

export const userContract = defineContract({
  method: "GET",
  path: "/api/user/me",
  product: "account",
  summary: "The user that the credential acts as",
  allow: actsAsUser,
  success: {
    status: 200,
    body: TierUser.extend({ email_verified: z.boolean(), organization_id: z.string(), created_at: Timestamp }),
  },
});

export const userV1Contract = defineContract({
  method: "GET",
  path: "/api/v1/users/me",
  product: "account",
  summary: "The user that the credential acts as",
  allow: [...actsAsUser, "user-key", "external-jwt"],
  success: { status: 200, body: PlainUser },
});

export const PasswordChange = z.strictObject({ current_password: z.string().max(1_000), new_password: NewPassword });
export type PasswordChange = z.output<typeof PasswordChange>;

export const changePasswordContract = defineContract({
  method: "PUT",
  path: "/api/v1/users/me/password",
  product: "account",
  summary: "Change the password; what acts as the user ends, and a new session token is returned",
  allow: ["session-jwt"],
  body: PasswordChange,
  success: { status: 200, body: TokenSession },
});

/** Left out by users without a password, who must have signed in within the last ten minutes instead. */
export const AccountDeletion = z.strictObject({ password: z.string().max(1_000).optional() });
export type AccountDeletion = z.output<typeof AccountDeletion>;

export const deleteAccountContract = defineContract({
  method: "DELETE",
  path: "/api/user/me",
  product: "account",
  summary: "Delete the user with their tokens, and every organization in which they are alone",
  allow: ["session-jwt"],
  body: AccountDeletion,
  success: { status: 204 },
});

export const sendVerificationContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/user/me/verify-email",
  product: "account",
  summary: "Mail a link that proves the user's address; asked again within a minute, no second one is sent",
  allow: ["session-jwt", "pat"],
  success: { status: 202, body: z.object({ email: z.string(), sent_at: Instant, expires_at: Timestamp }) },
});

export const EmailProof = z.strictObject({ token: z.string().trim().min(1, "must not be empty").max(200) });
export type EmailProof = z.output<typeof EmailProof>;

export const confirmEmailContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/user/me/verify-email/confirm",
  product: "account",
  summary: "Prove the user's address with the token of a mailed link",
  allow: ["session-jwt", "pat"],
  body: EmailProof,
  success: { status: 200, body: z.object({ email: z.string(), email_verified: z.literal(true) }) },
});

export const verificationPagesContracts = {
  send: sendVerificationContract,
  confirm: confirmEmailContract,
};

const ownPages = { product: "dashboard", allow: ["dashboard-session"], audience: "dashboard" } as const;

export const profileContract = defineContract({
  ...ownPages,
  method: "GET",
  path: "/api/dashboard/account",
  summary: "The signed-in user",
  success: { status: 200, body: userContract.success.body },
});

/** What the registration page calls: unlike the public endpoints it issues no token, for which a page has no use. */
export const registerOnPageContract = defineContract({
  method: "POST",
  path: "/api/dashboard/account",
  product: "sign-in",
  audience: "dashboard",
  summary: "Register with email and password; the page signs in afterwards",
  allow: ["anonymous"],
  body: Registration,
  success: { status: 201, body: TierUser },
});

export const renameContract = defineContract({
  ...ownPages,
  method: "PATCH",
  path: "/api/dashboard/account",
  summary: "Change the display name",
  body: z.strictObject({ name: DisplayName }),
  success: { status: 200, body: userContract.success.body },
});

export const changeOwnPasswordContract = defineContract({
  ...ownPages,
  method: "PUT",
  path: "/api/dashboard/account/password",
  summary: "Change the password; other sessions and all else that acts as the user end",
  body: PasswordChange,
  success: { status: 204 },
});

/** A key with scopes that the user's session made: it is its organization's, and a changed password leaves it. */
export const RemainingKey = z.object({ id: z.string(), name: z.string(), hint: z.string(), organization: z.string() });
export type RemainingKey = z.output<typeof RemainingKey>;

export const remainingKeysContract = defineContract({
  ...ownPages,
  method: "GET",
  path: "/api/dashboard/account/remaining-keys",
  summary: "Live keys of the user's making that a changed password leaves, newest first",
  success: { status: 200, body: z.object({ data: z.array(RemainingKey) }) },
});

export const FirstPassword = z.strictObject({ new_password: NewPassword });
export type FirstPassword = z.output<typeof FirstPassword>;

export const setPasswordContract = defineContract({
  ...ownPages,
  method: "POST",
  path: "/api/dashboard/account/password",
  summary: "Set a password where there is none; needs a sign-in within the last ten minutes",
  body: FirstPassword,
  success: { status: 204 },
});

/** Whose accounts one can sign in with, where the deployment has configured them. */
export const ProviderId = z.enum(["github", "google"]);
export type ProviderId = z.output<typeof ProviderId>;

export const providerLabels: Record<ProviderId, string> = { github: "GitHub", google: "Google" };

/** A provider as the settings page lists it: what of it belongs to the user, and whether it can be given up. */
export const SignInMethod = z.object({
  provider: ProviderId,
  /** Whether this deployment offers it. */
  configured: z.boolean(),
  connected: z.object({ email: z.string().nullable(), since: Instant, last_used_at: Timestamp.nullable() }).nullable(),
});
export type SignInMethod = z.output<typeof SignInMethod>;

export const SignInMethods = z.object({ has_password: z.boolean(), data: z.array(SignInMethod) });
export type SignInMethods = z.output<typeof SignInMethods>;

export const listIdentitiesContract = defineContract({
  ...ownPages,
  method: "GET",
  path: "/api/dashboard/account/identities",
  summary: "The ways in which the user can sign in",
  success: { status: 200, body: SignInMethods },
});

/** Any name is one that may not be there. */
const OneProvider = z.object({ provider: z.string() });

export const connectIdentityContract = defineContract({
  ...ownPages,
  method: "POST",
  path: "/api/dashboard/account/identities/{provider}",
  summary: "Begin to connect an account of a provider; needs a sign-in within the last ten minutes",
  params: OneProvider,
  success: { status: 200, body: z.object({ url: z.string() }) },
});

export const disconnectIdentityContract = defineContract({
  ...ownPages,
  method: "DELETE",
  path: "/api/dashboard/account/identities/{provider}",
  summary: "Give up an account of a provider, unless it is the only way in",
  params: OneProvider,
  success: { status: 204 },
});

export const deleteOwnAccountContract = defineContract({
  ...ownPages,
  method: "DELETE",
  path: "/api/dashboard/account",
  summary: "Delete the account",
  body: AccountDeletion,
  success: { status: 204 },
});

/** One sign-in as the settings page lists it. */
export const SignedInSession = z.object({
  id: z.string(),
  /** `dashboard` is a browser's, `api` belongs to a session token. */
  kind: z.enum(SessionKind),
  created_at: Timestamp,
  expires_at: Timestamp,
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  current: z.boolean(),
});
export type SignedInSession = z.output<typeof SignedInSession>;

export const SessionList = z.object({
  /** The first page begins with the session that asks, beside its `limit`. */
  data: z.array(SignedInSession),
  next_cursor: z.string().nullable(),
  /** On all pages together. */
  total: z.number().int(),
});
export type SessionList = z.output<typeof SessionList>;

export const listSessionsContract = defineContract({
  ...ownPages,
  method: "GET",
  path: "/api/dashboard/sessions",
  summary: "Where the user is signed in: this session, then the others, newest first",
  query: Page,
  success: { status: 200, body: SessionList },
});

export const endSessionContract = defineContract({
  ...ownPages,
  method: "DELETE",
  path: "/api/dashboard/sessions/{id}",
  summary: "Sign out one session",
  params: z.object({ id: z.string() }),
  success: { status: 204 },
});

export const endOtherSessionsContract = defineContract({
  ...ownPages,
  method: "DELETE",
  path: "/api/dashboard/sessions",
  summary: "Sign out everywhere but here",
  success: { status: 204 },
});

/** How somebody signed in to the dashboard in this browser. */
export const LastSignIn = z.enum([...ProviderId.options, "email"]);
export type LastSignIn = z.output<typeof LastSignIn>;

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
  "session_ended",
  "server_error",
]);
export type SignInErrorCode = z.output<typeof SignInErrorCode>;

/** Where a sign-in leads to: an application of an allowed origin, or a page of our own. */
export const SignInStart = z.object({
  redirect_uri: z.string().min(1).max(2_000).optional(),
  callbackUrl: z.string().max(2_000).optional(),
});
export type SignInStart = z.output<typeof SignInStart>;

const start = {
  method: "GET",
  product: "sign-in",
  allow: ["anonymous"],
  query: SignInStart,
  success: { status: 302 },
} as const;

/** Document 000's options 3 and 4. */
export const signInStartContracts = {
  github: defineContract({
    ...start,
    path: "/api/auth/github",
    summary: "Sign in with GitHub: redirects there, and at the end to `redirect_uri` with the token in its fragment",
  }),
  google: defineContract({
    ...start,
    path: "/api/auth/google",
    summary: "Sign in with Google: redirects there, and at the end to `redirect_uri` with the token in its fragment",
  }),
};

/** What next-auth answers under our gate. Only the callbacks are sign-in attempts. */
const nextAuth = {
  product: "dashboard",
  allow: ["anonymous"],
  audience: "library",
  success: { status: 200 },
} as const;

const providerCallback = {
  ...nextAuth,
  product: "sign-in",
  method: "GET",
  summary: "Where the provider sends the browser back to",
} as const;

export const nextAuthContracts = {
  csrf: defineContract({ ...nextAuth, method: "GET", path: "/api/auth/csrf", summary: "A token against forged forms" }),
  credentials: defineContract({
    ...nextAuth,
    product: "sign-in",
    method: "POST",
    path: "/api/auth/callback/credentials",
    summary: "Sign in to the dashboard",
  }),
  github: defineContract({ ...providerCallback, path: "/api/auth/callback/github" }),
  google: defineContract({ ...providerCallback, path: "/api/auth/callback/google" }),
  signOut: defineContract({ ...nextAuth, method: "POST", path: "/api/auth/signout", summary: "Sign out" }),
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  registerContract,
  loginContract,
  logoutContract,
  registerV1Contract,
  loginV1Contract,
  userContract,
  userV1Contract,
  changePasswordContract,
  deleteAccountContract,
  sendVerificationContract,
  confirmEmailContract,
  profileContract,
  registerOnPageContract,
  renameContract,
  changeOwnPasswordContract,
  setPasswordContract,
  listIdentitiesContract,
  connectIdentityContract,
  disconnectIdentityContract,
  deleteOwnAccountContract,
  listSessionsContract,
  endSessionContract,
  endOtherSessionsContract,
  ...Object.values(signInStartContracts),
  ...Object.values(nextAuthContracts),
  remainingKeysContract,
];
