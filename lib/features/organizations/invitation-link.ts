import "server-only";
import { withProductName } from "@/lib/access/branding";
import { type Role, roleLabelOf } from "@/lib/access/catalogue";
import { dayMs } from "@/lib/access/limit-windows";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { randomBase62 } from "@/lib/platform/random";
import { nameInMail, queueMail } from "@/lib/tenancy/mail";

const lifetimeMs = 7 * dayMs;

/** Most mails with invitations that an organization sends in a UTC day, and that one address gets from all of them. */
export const mailsPerDay = 200;
export const mailsPerAddressAndDay = 5;

/** A fresh secret with what is stored of it. */
export function newInvitationSecret(): { secret: string; secretHash: string; expiresAt: Date } {
  const secret = `lki_${randomBase62(40)}`;
  const { clock, peppers } = runtime();
  return { secret, secretHash: peppers.hash(secret), expiresAt: new Date(clock.now() + lifetimeMs) };
}

/** Today, as invitations count it: UTC days since the epoch. */
export function today(): number {
  return Math.floor(runtime().clock.now() / dayMs);
}

/**
 * How many mails the organization may still send today in all, and how many each of some addresses may still get, from
 * any organization. Until the transaction ends no other invites these addresses.
 */
export async function mailAllowance(
  tx: PrismaSession,
  organizationId: string,
  emails: readonly string[],
): Promise<{ left: number; leftFor: (email: string) => number }> {
  const recipients = [...new Set(emails)].sort();
  // In one order, so that two organizations with the same addresses do not wait for each other.
  for (const email of recipients) await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`invite ${email}`}))`;
  const { _sum } = await tx.invitation.aggregate({
    where: { organizationId, mailedDay: today() },
    _sum: { mailsThatDay: true },
  });
  // By the mails themselves: they outlive invitations, and organizations that are made and deleted again.
  const received = await tx.mail.groupBy({
    by: ["recipient"],
    where: {
      recipient: { in: recipients },
      subject: withProductName(subject),
      createdAt: { gte: new Date(today() * dayMs) },
    },
    _count: true,
  });
  const counts = new Map(received.map(({ recipient, _count }) => [recipient, _count]));
  return {
    left: mailsPerDay - (_sum.mailsThatDay ?? 0),
    leftFor: (email) => mailsPerAddressAndDay - (counts.get(email) ?? 0),
  };
}

const subject = "Invitation to an organization on {product}";

/** Who invites, as the mail names them. */
export type Inviter = { name: string; email: string };

type Mailing = { email: string; role: Role; organization: string; inviter: Inviter; secret: string };

/**
 * Mails the link. Its secret stands in the fragment, which browsers never send: no log of ours or of a proxy sees it.
 * Returns the link where this deployment has no mail server, so that the inviter can hand it over; else null.
 */
export async function mailInvitation(tx: PrismaSession, mailing: Mailing): Promise<string | null> {
  const { settings } = runtime();
  const { email, organization, inviter, secret } = mailing;
  const link = `${settings.publicUrl}/invitations#${secret}`;
  await queueMail(tx, {
    to: email,
    subject,
    text: [
      `You were invited by ${nameInMail(inviter.name)} <${inviter.email}> to the organization "${nameInMail(organization)}" as ${roleLabelOf(mailing.role)}.`,
      "",
      "To accept, open this link and sign in, or register, with this address:",
      link,
      "",
      "The link works once, for seven days. If you did not expect it, ignore this mail: nothing happens without you.",
    ].join("\n"),
  });
  return settings.smtpUrl === null ? link : null;
}
