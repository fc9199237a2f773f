import { z } from "zod";
import { planIds } from "@/lib/access/catalogue";
import { defineContract } from "@/lib/http/contract";
import { EmailAddress } from "@/lib/http/email-address";

const Timestamp = z.iso.datetime();

/** bcrypt reads no more than 72 bytes, so a longer password would be weaker than it looks. */
export const NewPassword = z
  .string()
  .min(8, "must have at least 8 characters")
  .refine((text) => new TextEncoder().encode(text).length <= 72, "must have at most 72 bytes");

const DisplayName = z.string().trim().min(1, "must not be empty").max(100, "must have at most 100 characters");

export const Registration = z.strictObject({
  email: EmailAddress,
  password: NewPassword,
  name: DisplayName.optional(),
});
export type Registration = z.output<typeof Registration>;

/** A sign-in takes any text: whether a password could exist is nobody's business before it is right. */
export const Login = z.strictObject({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254)
    .refine((text) => !text.includes("\0"), "holds a null character"),
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

const actsAsUser = ["session-jwt", "pat", "user-key"] as const;

export const userContract = defineContract({
  method: "GET",
  path: "/api/user/me",
  product: "account",
  summary: "The user that the credential acts as",
  allow: actsAsUser,
  success: { status: 200, body: TierUser.extend({ organization_id: z.string(), created_at: Timestamp }) },
});

export const userV1Contract = defineContract({
  method: "GET",
  path: "/api/v1/users/me",
  product: "account",
  summary: "The user that the credential acts as",
  allow: [...actsAsUser, "external-jwt"],
  success: { status: 200, body: PlainUser },
});

export const PasswordChange = z.strictObject({ current_password: z.string().max(1_000), new_password: NewPassword });
export type PasswordChange = z.output<typeof PasswordChange>;

export const changePasswordContract = defineContract({
  method: "PUT",
  path: "/api/v1/users/me/password",
  product: "account",
  summary: "Change the password; every session and personal access token ends, and a new session token is returned",
  allow: ["session-jwt"],
  body: PasswordChange,
  success: { status: 200, body: TokenSession },
});

export const AccountDeletion = z.strictObject({ password: z.string().max(1_000) });
export type AccountDeletion = z.output<typeof AccountDeletion>;

export const deleteAccountContract = defineContract({
  method: "DELETE",
  path: "/api/user/me",
  product: "account",
  summary: "Delete the user with their organization, keys, tokens and data",
  allow: ["session-jwt"],
  body: AccountDeletion,
  success: { status: 204 },
});

const ownPages = { product: "dashboard", allow: ["dashboard-session"], audience: "dashboard" } as const;

export const profileContract = defineContract({
  ...ownPages,
  method: "GET",
  path: "/api/dashboard/account",
  summary: "The signed-in user",
  success: { status: 200, body: userContract.success.body },
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
  summary: "Change the password; every other session and every personal access token ends",
  body: PasswordChange,
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
  kind: z.enum(["dashboard", "api"]),
  created_at: Timestamp,
  expires_at: Timestamp,
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  current: z.boolean(),
});
export type SignedInSession = z.output<typeof SignedInSession>;

export const listSessionsContract = defineContract({
  ...ownPages,
  method: "GET",
  path: "/api/dashboard/sessions",
  summary: "Where the user is signed in",
  success: { status: 200, body: z.object({ data: z.array(SignedInSession) }) },
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

/** What next-auth answers under our gate. Only the credentials callback is a sign-in attempt. */
const nextAuth = {
  product: "dashboard",
  allow: ["anonymous"],
  audience: "next-auth",
  success: { status: 200 },
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
  signOut: defineContract({ ...nextAuth, method: "POST", path: "/api/auth/signout", summary: "Sign out" }),
};
