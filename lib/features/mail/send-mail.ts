import "server-only";
import { createTransport } from "nodemailer";
import { runtime } from "@/lib/access/runtime";
import { inTime } from "@/lib/platform/in-time";
import type { JobHandlers } from "@/lib/platform/jobs";
import { errorText } from "@/lib/platform/log-error";
import { sendMailJob } from "@/lib/tenancy/mail";
import { smtpOptionsOf } from "./smtp-options";

/** Sends queued mail. */
export const mailJobs: JobHandlers = {
  [sendMailJob]: async ({ mailId }) => {
    await sendMail(String(mailId));
    return undefined;
  },
};

/** Well below the lease of a job, so that no mail is sent twice because a server was slow. */
const deadlineMs = 60_000;

/**
 * Sends one mail by SMTP; without a server it stays in the outbox. Rejects for what may work later, which the job runner
 * tries again; what the server refuses for good is noted and left.
 */
export async function sendMail(mailId: string): Promise<void> {
  const { clock, database, settings } = runtime();
  const { prisma } = database;
  const mail = await prisma.mail.findUnique({ where: { id: mailId } });
  if (!mail || mail.sentAt || settings.smtpUrl === null) return;
  const transport = createTransport(smtpOptionsOf(settings.smtpUrl));
  try {
    await inTime(
      transport.sendMail({
        from: settings.mailFrom,
        // An address object is taken as it is, never parsed as a list.
        to: { name: "", address: mail.recipient },
        subject: mail.subject.replaceAll(/\p{Cc}+/gu, " "),
        text: mail.text,
        // A mail that is sent again after a crash is recognised by its identifier.
        messageId: `<${mail.id}@${new URL(settings.publicUrl).hostname}>`,
        headers: { "Auto-Submitted": "auto-generated" },
        disableFileAccess: true,
        disableUrlAccess: true,
      }),
      deadlineMs,
      "the mail server did not answer in time",
    );
    const text = withoutLinkSecrets(mail.text);
    await prisma.mail.update({ where: { id: mailId }, data: { sentAt: new Date(clock.now()), lastError: null, text } });
  } catch (error) {
    const lastError = reasonOf(error).slice(0, 500);
    await prisma.mail.updateMany({ where: { id: mailId }, data: { lastError } });
    if (!isRefusedForGood(error)) throw new Error(lastError);
  } finally {
    transport.close();
  }
}

/**
 * The text as it is kept: what a link's secret is good for, its recipient has got, and a copy of the database must not hold.
 * All of them stand in the fragment.
 */
function withoutLinkSecrets(text: string): string {
  return text.replaceAll(/\b(https?:\/\/[^\s#]+#)\S+/g, "$1…");
}

type SmtpError = { responseCode?: unknown; code?: unknown; command?: unknown };

/** RFC 5321 section 4.2.1: 5yz about this mail or its recipient; a refused sign-in is the operator's to mend. */
function isRefusedForGood(error: unknown): boolean {
  const { responseCode, code } = error as SmtpError;
  return typeof responseCode === "number" && responseCode >= 500 && (code === "EENVELOPE" || code === "EMESSAGE");
}

/** Why it failed; what the server says may quote an address, never our credentials. */
function reasonOf(error: unknown): string {
  const { code } = error as SmtpError;
  return code === "EAUTH" ? "the mail server refused the sign-in" : errorText(error).replaceAll(/\p{Cc}+/gu, " ");
}
