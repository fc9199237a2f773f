import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { queueMail } from "@/lib/tenancy/mail";
import { issueOneTimeToken } from "@/lib/tenancy/one-time-tokens";

/** How long a link is good. */
export const resetLifetimeMs = 30 * 60_000;
export const resetMailSubject = "Set a new password";

/** Who asked for a link: null where it is unknown. */
type Asked = { client: Client | null; actorId: string | null };
type Account = { id: string; email: string };

/** A link with which the password of an account can be set anew, once, until it expires. */
export type ResetLink = { url: string; expiresAt: Date };

/**
 * Makes a link that is good for the account's address of the moment. `mailed` says that only who reads that mailbox gets
 * it, which proves the address. The host is the deployment's own, whatever a request says.
 */
export async function makeResetLink(
  tx: PrismaSession,
  { id, email }: Account,
  { client, actorId, mailed }: Asked & { mailed: boolean },
): Promise<ResetLink> {
  const { token, expiresAt } = await issueOneTimeToken(tx, {
    purpose: "password reset",
    userId: id,
    lifetimeMs: resetLifetimeMs,
    data: { email, mailed },
  });
  await recordAccountEvent(tx, "user.password_reset_asked", id, client, { by: mailed ? "mail" : "operator" }, actorId);
  return { url: `${runtime().settings.publicUrl}/reset-password#token=${token}`, expiresAt };
}

/** Why a link is mailed: somebody asked for it, or the owner has taken the account back from somebody else. */
type Reason = "asked" | "taken back";

const words: Record<Reason, { begin: string; end: () => string }> = {
  asked: {
    begin: "Somebody asked for a new password for the {product} account with this address. If it was you, set it here:",
    end: () => "If it was not you, ignore this mail: nothing changes.",
  },
  "taken back": {
    begin:
      "You took your {product} account back from somebody else. Its former password signs in no more. Set a new one here:",
    end: () => `Later, ask for another link: ${runtime().settings.publicUrl}/forgot-password`,
  },
};

/** Mails such a link to the account's address; nothing where no mail arrives. Links sent before stay good as well. */
export async function mailResetLink(
  tx: PrismaSession,
  account: Account,
  { why, ...asked }: Asked & { why: Reason },
): Promise<void> {
  if (account.email.endsWith(".invalid")) return;
  const { url } = await makeResetLink(tx, account, { ...asked, mailed: true });
  const { begin, end } = words[why];
  const text = `${begin}

${url}

The link works once, for 30 minutes. Setting a new password ends every session, personal access token and app of the account.

${end()}
`;
  await queueMail(tx, { to: account.email, subject: resetMailSubject, text });
}
