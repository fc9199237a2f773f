import "server-only";
import { branding } from "@/lib/access/branding";
import { runtime } from "@/lib/access/runtime";
import type { JobHandlers } from "@/lib/platform/jobs";
import { sendMailJob } from "@/lib/tenancy/mail";
import { deliverMail, isRefusedForGood, isSignInRefused, reasonOf } from "./deliver-mail";

/** Sends queued mail. */
export const mailJobs: JobHandlers = {
  [sendMailJob]: async ({ mailId }) => {
    await sendMail(String(mailId));
    return undefined;
  },
};

/**
 * Sends one mail by SMTP; without a server it stays in the outbox. Rejects for what may work later, which the job runner
 * tries again; what the server refuses for good is noted and left.
 */
export async function sendMail(mailId: string): Promise<void> {
  const { clock, database, settings } = runtime();
  const { prisma } = database;
  const mail = await prisma.mail.findUnique({ where: { id: mailId } });
  const { smtpUrl } = settings;
  if (!mail || mail.sentAt || smtpUrl === null) return;
  try {
    await deliverMail({ ...settings, smtpUrl, mailFrom: branding().mailFrom ?? settings.mailFrom }, mail);
    const text = withoutLinkSecrets(mail.text);
    await prisma.mail.update({ where: { id: mailId }, data: { sentAt: new Date(clock.now()), lastError: null, text } });
  } catch (error) {
    const lastError = reasonOf(error).slice(0, 500);
    await prisma.mail.updateMany({ where: { id: mailId }, data: { lastError } });
    if (isRefusedForGood(error)) return;
    // What a server says of a refused sign-in may quote our credentials.
    throw new Error(lastError, isSignInRefused(error) ? {} : { cause: error });
  }
}

/**
 * The text as it is kept: what a link's secret is good for, its recipient has got, and a copy of the database must not hold.
 * All of them stand in the fragment.
 */
export function withoutLinkSecrets(text: string): string {
  return text.replaceAll(/\b(https?:\/\/[^\s#]+#)\S+/g, "$1…");
}
