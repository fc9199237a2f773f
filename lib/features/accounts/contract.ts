import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { DisplayName, PlainUser, TierUser } from "./account-shapes";
import { confirmContracts } from "./confirm-contract";
import { factorContracts } from "./factors-contract";
import { LinkToken } from "./link-token";
import { nextAuthContracts } from "./next-auth-contract";
import { notMeContracts } from "./not-me-contract";
import { ownDataRows } from "./own-data-contract";
import { passwordContracts } from "./password-contract";
import { providerContracts } from "./provider-contract";
import { recoveryContracts } from "./recovery-contract";
import { registrationContracts } from "./registration-contract";
import { secondStepContracts } from "./second-step-contract";
import { sessionContracts } from "./session-contract";
import { signInContracts } from "./sign-in-contract";
import { signInStartContracts } from "./sign-in-start-contract";

const actsAsUser = ["session-jwt", "pat"] as const;

export const userContract = defineContract({
  method: "GET",
  path: "/api/user/me",
  product: "account",
  aboutUser: true,
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
  aboutUser: true,
  summary: "The user that the credential acts as",
  allow: [...actsAsUser, "user-key", "external-jwt"],
  success: { status: 200, body: PlainUser },
});

/** Left out by users without a password, who must have signed in within the last ten minutes instead. */
export const AccountDeletion = z.strictObject({ password: z.string().max(1_000).optional() });
export type AccountDeletion = z.output<typeof AccountDeletion>;

export const deleteAccountContract = defineContract({
  method: "DELETE",
  path: "/api/user/me",
  refuses: [409],
  product: "account",
  aboutUser: true,
  summary: "Delete the user with their tokens; every organization in which they are alone ends with them",
  allow: ["session-jwt"],
  body: AccountDeletion,
  success: { status: 204 },
});

export const sendVerificationContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/user/me/verify-email",
  product: "account",
  aboutUser: true,
  summary: "Mail a link that proves the user's address; asked again within a minute, no second one is sent",
  allow: ["session-jwt", "pat"],
  success: { status: 202, body: z.object({ email: z.string(), sent_at: Instant, expires_at: Timestamp }) },
});

export const EmailProof = z.strictObject({ token: LinkToken });
export type EmailProof = z.output<typeof EmailProof>;

export const confirmEmailContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/user/me/verify-email/confirm",
  product: "account",
  aboutUser: true,
  summary: "Prove the user's address with the token of a mailed link",
  allow: ["session-jwt", "pat"],
  body: EmailProof,
  success: { status: 200, body: z.object({ email: z.string(), email_verified: z.literal(true) }) },
});

export const verificationPagesContracts = {
  send: sendVerificationContract,
  confirm: confirmEmailContract,
};

export const profileContract = defineDashboardContract({
  aboutUser: true,
  method: "GET",
  path: "/api/dashboard/account",
  summary: "The signed-in user",
  success: { status: 200, body: userContract.success.body },
});

export const renameContract = defineDashboardContract({
  aboutUser: true,
  method: "PATCH",
  path: "/api/dashboard/account",
  summary: "Change the display name",
  body: z.strictObject({ name: DisplayName }),
  success: { status: 200, body: userContract.success.body },
});

export const deleteOwnAccountContract = defineDashboardContract({
  aboutUser: true,
  method: "DELETE",
  path: "/api/dashboard/account",
  reauthenticated: true,
  summary: "Delete the account",
  success: { status: 204 },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  userContract,
  userV1Contract,
  deleteAccountContract,
  sendVerificationContract,
  confirmEmailContract,
  profileContract,
  renameContract,
  deleteOwnAccountContract,
  ...confirmContracts,
  ...factorContracts,
  ...notMeContracts,
  ...ownDataRows,
  ...passwordContracts,
  ...providerContracts,
  ...recoveryContracts,
  ...registrationContracts,
  ...secondStepContracts,
  ...sessionContracts,
  ...signInContracts,
  ...Object.values(signInStartContracts),
  ...Object.values(nextAuthContracts),
];
