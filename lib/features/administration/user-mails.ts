import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { queueMail } from "@/lib/tenancy/mail";

type Change = "suspended" | "reactivated" | "password reset required" | "deleted";

/** Tells a user by mail what an administrator did with their account. Users of trusted issuers have no mailbox here. */
export async function mailUserChange(tx: PrismaSession, to: string, change: Change): Promise<void> {
  if (to.endsWith(".invalid")) return;
  const { subject, text } = wordsOf[change](runtime().settings.publicUrl);
  await queueMail(tx, { to, subject, text });
}

const wordsOf: Record<Change, (publicUrl: string) => { subject: string; text: string }> = {
  suspended: () => ({
    subject: "Your {product} account is suspended",
    text: `An administrator of this deployment suspended your account.

You are signed out everywhere, and apps that acted for you have lost their access. Until the account is reactivated your personal access tokens and keys without scopes do not work, nor any key or app of an organization in which you are the only one. Nothing of yours was deleted. If you did not expect this, ask an administrator of this deployment.
`,
  }),
  reactivated: (publicUrl) => ({
    subject: "Your {product} account is active again",
    text: `An administrator of this deployment reactivated your account. You can sign in again, and your personal access tokens and keys work as before. Apps have to be authorized anew:
${publicUrl}/sign-in
`,
  }),
  "password reset required": (publicUrl) => ({
    subject: "Set a new password for your {product} account",
    text: `An administrator of this deployment asks you to set a new password. You were signed out everywhere, and the old password signs you in no more. Ask for a link that sets a new one:
${publicUrl}/forgot-password
`,
  }),
  deleted: () => ({
    subject: "Your {product} account was deleted",
    text: `An administrator of this deployment deleted your account, with everything that acted as you and every organization in which you were alone.
`,
  }),
};
