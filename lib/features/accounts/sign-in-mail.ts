import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { queueMail } from "@/lib/tenancy/mail";

/** A provider is told by the name that people know it by. */
type Change = { connected: string } | { disconnected: string } | "password set";

/** Tells the user by mail that another way into their account exists, or one fewer. They can act if it was not them. */
export async function mailSignInMethodChange(tx: PrismaSession, to: string, change: Change): Promise<void> {
  const what = sentenceOf(change);
  const text = `${what}

If this was you, there is nothing to do. If it was not, sign in, look at "Sign-in methods" and "Sessions", and change your password:
${runtime().settings.publicUrl}/dashboard/settings
`;
  await queueMail(tx, { to, subject: what.replace(/\.$/, ""), text });
}

function sentenceOf(change: Change): string {
  if (change === "password set") return "A password was set for your Latchkey account.";
  return "connected" in change
    ? `${change.connected} was connected to your Latchkey account.`
    : `${change.disconnected} was disconnected from your Latchkey account.`;
}
