import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import { queueMail } from "@/lib/tenancy/mail";
import { disownText } from "./sessions/disown-text";
import type { SessionOrigin } from "./sessions/session-origin";

/** A provider is told by the name that people know it by. */
type Change = { connected: string } | { disconnected: string } | keyof typeof passwordSentences;

const passwordSentences = {
  "password set": "A password was set for your {product} account.",
  "password changed": "The password of your {product} account was changed.",
  "password reset": "The password of your {product} account was set anew with a link.",
};

/**
 * Tells a mailbox of an account that another way into it exists, or one fewer, with the link by which its owner says that it
 * was not them. `by` is the session that did it; null for none.
 */
export async function mailSignInMethodChange(
  tx: PrismaSession,
  mailbox: { id: string; email: string },
  change: Change,
  by: SessionOrigin | null,
): Promise<void> {
  if (mailbox.email.endsWith(".invalid")) return;
  const what = sentenceOf(change);
  const text = `${what}\n\n${await disownText(tx, mailbox, by)}`;
  await queueMail(tx, { to: mailbox.email, subject: what.replace(/\.$/, ""), text });
}

function sentenceOf(change: Change): string {
  if (typeof change === "string") return passwordSentences[change];
  return "connected" in change
    ? `${change.connected} was connected to your {product} account.`
    : `${change.disconnected} was disconnected from your {product} account.`;
}
