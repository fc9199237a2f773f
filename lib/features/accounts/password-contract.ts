import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import {
  maxPasswordBytes,
  minPasswordLength,
  passwordBytes,
  passwordLength,
  tooManyBytes,
} from "@/lib/platform/password-text";
import { TokenSession } from "./account-shapes";

/**
 * What every deployment asks of a new password; `requireGoodPassword` asks more. bcrypt reads no more than 72 bytes, so a
 * longer password would be weaker than it looks.
 */
export const NewPassword = z
  .string()
  .refine((text) => passwordLength(text) >= minPasswordLength, "must have at least 8 characters")
  .refine((text) => passwordBytes(text) <= maxPasswordBytes, tooManyBytes);

export const PasswordChange = z.strictObject({ current_password: z.string().max(1_000), new_password: NewPassword });
export type PasswordChange = z.output<typeof PasswordChange>;

export const changePasswordContract = defineContract({
  method: "PUT",
  path: "/api/v1/users/me/password",
  refuses: [409],
  aboutUser: true,
  product: "account",
  summary: "Change the password; what acts as the user ends, and a new session token is returned",
  allow: ["session-jwt"],
  body: PasswordChange,
  success: { status: 200, body: TokenSession },
});

export const changeOwnPasswordContract = defineDashboardContract({
  aboutUser: true,
  method: "PUT",
  path: "/api/dashboard/account/password",
  refuses: [409],
  summary: "Change the password; other sessions and all else that acts as the user end",
  body: PasswordChange,
  success: { status: 204 },
});

/** A key with scopes that the user's session made: it is its organization's, and a changed password leaves it. */
export const RemainingKey = z.object({ id: z.string(), name: z.string(), hint: z.string(), organization: z.string() });
export type RemainingKey = z.output<typeof RemainingKey>;

export const remainingKeysContract = defineDashboardContract({
  aboutUser: true,
  method: "GET",
  path: "/api/dashboard/account/remaining-keys",
  summary: "Live keys of the user's making that a changed password leaves, newest first",
  success: { status: 200, body: z.object({ data: z.array(RemainingKey) }) },
});

export const FirstPassword = z.strictObject({ new_password: NewPassword });
export type FirstPassword = z.output<typeof FirstPassword>;

export const setPasswordContract = defineDashboardContract({
  aboutUser: true,
  method: "POST",
  path: "/api/dashboard/account/password",
  reauthenticated: true,
  summary: "Set a password where there is none",
  body: FirstPassword,
  success: { status: 204 },
});

/** Every row about passwords. */
export const passwordContracts: readonly Contract[] = [
  changePasswordContract,
  changeOwnPasswordContract,
  remainingKeysContract,
  setPasswordContract,
];
