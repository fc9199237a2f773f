import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { queueMail } from "@/lib/tenancy/mail";

/** A provider is told by the name that people know it by. */
type Change = { connected: string } | { disconnected: string } | keyof typeof passwordSentences;

const passwordSentences = {
  "password set": "A password was set for your Latchkey account.",
  "password changed": "The password of your Latchkey account was changed.",
  "password reset": "The password of your Latchkey account was set anew with a link.",
};

/** Tells the user by mail that another way into their account exists, or one fewer. They can act if it was not them. */
export async function mailSignInMethodChange(tx: PrismaSession, to: string, change: Change): Promise<void> {
  if (to.endsWith(".invalid")) return;
  const what = sentenceOf(change);
  const { publicUrl } = runtime().settings;
  const wayOut =
    change === "password changed" || change === "password reset"
      ? `set a new one, which ends what acts as you:
${publicUrl}/forgot-password`
      : `sign in, look at "Sign-in methods" and "Sessions", and change your password:
${publicUrl}/dashboard/settings`;
  const text = `${what}

If this was you, there is nothing to do. If it was not, ${wayOut}
`;
  await queueMail(tx, { to, subject: what.replace(/\.$/, ""), text });
}

function sentenceOf(change: Change): string {
  if (typeof change === "string") return passwordSentences[change];
  return "connected" in change
    ? `${change.connected} was connected to your Latchkey account.`
    : `${change.disconnected} was disconnected from your Latchkey account.`;
}
