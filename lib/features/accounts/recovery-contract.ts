import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { EmailAddress } from "@/lib/http/email-address";
import { NewPassword } from "./password-contract";

/** The secret of a mailed link, as its page sends it. */
export const LinkToken = z.string().trim().min(1, "must not be empty").max(200);

const anyone = { method: "POST", product: "sign-in", allow: ["anonymous"] } as const;

export const forgotPasswordContract = defineContract({
  ...anyone,
  path: "/api/auth/forgot-password",
  summary: "Mail a link to set a new password, if the address has an account; the answer is the same if not",
  body: z.strictObject({ email: EmailAddress }),
  success: { status: 202, body: z.object({ message: z.string(), expires_in: z.number().int() }) },
});

export const PasswordReset = z.strictObject({ token: LinkToken, new_password: NewPassword });
export type PasswordReset = z.output<typeof PasswordReset>;

export const resetPasswordContract = defineContract({
  ...anyone,
  path: "/api/auth/reset-password",
  summary: "Set a new password with the token of a mailed link; what acts as the user ends, and signing in is next",
  body: PasswordReset,
  success: { status: 204 },
});

/** Every row by which somebody comes back into an account. */
export const recoveryContracts: readonly Contract[] = [forgotPasswordContract, resetPasswordContract];
