import "server-only";
import { roleLabelOf } from "@/lib/access/catalogue";
import { hashCredential } from "@/lib/access/credential-format";
import { dayMs } from "@/lib/access/limit-windows";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { randomBase62 } from "@/lib/platform/random";
import { oneLine, queueMail } from "@/lib/tenancy/mail";
import { roleOf } from "./members";

const lifetimeMs = 7 * dayMs;

/** Most mails with invitations that an organization sends in a UTC day, and that one address gets from it. */
export const mailsPerDay = 200;
export const mailsPerAddressAndDay = 5;

/** A fresh secret with what is stored of it. */
export function newInvitationSecret(): { secret: string; secretHash: string; expiresAt: Date } {
  const secret = `lki_${randomBase62(40)}`;
  return { secret, secretHash: hashInvitationSecret(secret), expiresAt: new Date(runtime().clock.now() + lifetimeMs) };
}

export function hashInvitationSecret(secret: string): string {
  return hashCredential(secret, runtime().settings.keyPepper);
}

/** Today, as invitations count it: UTC days since the epoch. */
export function today(): number {
  return Math.floor(runtime().clock.now() / dayMs);
}

/** How many mails the organization may still send today, in all and to each address. */
export async function mailAllowance(
  tx: PrismaSession,
  organizationId: string,
): Promise<{ left: number; leftFor: (email: string) => number }> {
  const sums = await tx.invitation.groupBy({
    by: ["email"],
    where: { organizationId, mailedDay: today() },
    _sum: { mailsThatDay: true },
  });
  const sent = new Map(sums.map(({ email, _sum }) => [email, _sum.mailsThatDay ?? 0]));
  const all = [...sent.values()].reduce((total, count) => total + count, 0);
  return { left: mailsPerDay - all, leftFor: (email) => mailsPerAddressAndDay - (sent.get(email) ?? 0) };
}

type Mailing = { email: string; role: string; organization: string; inviter: string | null; secret: string };

/**
 * Mails the link. Its secret stands in the fragment, which browsers never send: no log of ours or of a proxy sees it.
 * Returns the link where this deployment has no mail server, so that whoever invites can hand it over; else null.
 */
export async function mailInvitation(tx: PrismaSession, mailing: Mailing): Promise<string | null> {
  const { settings } = runtime();
  const { email, organization, inviter, secret } = mailing;
  const link = `${settings.publicUrl}/invitations#${secret}`;
  // Names are anybody's text: on one line each, they cannot pass for the mail's own words.
  const from = inviter === null ? "" : ` by ${oneLine(inviter)}`;
  await queueMail(tx, {
    to: email,
    subject: `Invitation to ${oneLine(organization)}`,
    text: [
      `You were invited${from} to the organization "${oneLine(organization)}" as ${roleLabelOf(roleOf(mailing))}.`,
      "",
      "To accept, open this link and sign in, or register, with this address:",
      link,
      "",
      "The link works once, for seven days. If you did not expect it, ignore this mail: nothing happens without you.",
    ].join("\n"),
  });
  return settings.smtpUrl === null ? link : null;
}
