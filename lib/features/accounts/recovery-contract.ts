import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { EmailAddress } from "@/lib/http/email-address";
import { Timestamp } from "@/lib/http/timestamp";
import { LinkToken } from "./link-token";
import { NewPassword } from "./password-contract";
import { RegistrableEmail } from "./registration-contract";

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

/** The token of a mailed link, and nothing else. */
export const LinkProof = z.strictObject({ token: LinkToken });
export type LinkProof = z.output<typeof LinkProof>;

export const checkResetLinkContract = defineContract({
  ...anyone,
  audience: "dashboard",
  path: "/api/dashboard/reset-link",
  summary: "Whether the link of a reset still holds, asked before a password is typed; uses nothing up",
  readsOnly: true,
  body: LinkProof,
  success: { status: 204 },
});

export const EmailChange = z.strictObject({ email: RegistrableEmail });
export type EmailChange = z.output<typeof EmailChange>;

export const changeEmailContract = defineDashboardContract({
  aboutUser: true,
  method: "POST",
  path: "/api/dashboard/account/email",
  reauthenticated: true,
  summary: "Mail a link to a new address, which becomes the account's once the link is opened",
  body: EmailChange,
  success: { status: 202, body: z.object({ email: z.string(), expires_at: Timestamp }) },
});

export const confirmEmailChangeContract = defineDashboardContract({
  aboutUser: true,
  method: "POST",
  path: "/api/dashboard/account/email/confirm",
  summary: "Take the address that the token of a mailed link proves",
  body: LinkProof,
  success: { status: 200, body: z.object({ email: z.string(), undo_until: Timestamp.nullable() }) },
});

export const undoEmailChangeContract = defineContract({
  ...anyone,
  path: "/api/auth/undo-email-change",
  summary:
    "Give an account its former address back; by the token that was mailed there, and what acts as the user ends",
  body: LinkProof,
  success: { status: 200, body: z.object({ email: z.string() }) },
});

/** Every row by which somebody comes back into an account, or changes where that way leads. */
export const recoveryContracts: readonly Contract[] = [
  forgotPasswordContract,
  resetPasswordContract,
  checkResetLinkContract,
  undoEmailChangeContract,
  changeEmailContract,
  confirmEmailChangeContract,
];
