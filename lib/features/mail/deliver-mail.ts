import "server-only";
import { createTransport } from "nodemailer";
import { inTime } from "@/lib/platform/in-time";
import { errorText } from "@/lib/platform/log-error.mjs";
import type { Settings } from "@/lib/platform/settings";
import { smtpOptionsOf } from "./smtp-options";

/** Well below the lease of a job, so that no mail is sent twice because a server was slow. */
const deadlineMs = 60_000;

/** A mail as it is handed to the mail server. */
export type Delivery = { id: string; recipient: string; subject: string; text: string };

type MailServer = Pick<Settings, "mailFrom" | "publicUrl"> & { smtpUrl: string };

/** Hands one mail to the mail server and resolves with its answer; rejects within a minute, whatever hangs. */
export async function deliverMail({ smtpUrl, mailFrom, publicUrl }: MailServer, mail: Delivery): Promise<string> {
  const transport = createTransport(smtpOptionsOf(smtpUrl));
  try {
    const sending = transport.sendMail({
      from: mailFrom,
      // An address object is taken as it is, never parsed as a list.
      to: { name: "", address: mail.recipient },
      subject: mail.subject.replaceAll(/\p{Cc}+/gu, " "),
      text: mail.text,
      // A mail that is sent again after a crash is recognised by its identifier.
      messageId: `<${mail.id}@${new URL(publicUrl).hostname}>`,
      headers: { "Auto-Submitted": "auto-generated" },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const { response } = await inTime(sending, deadlineMs, "the mail server did not answer in time");
    return response;
  } finally {
    transport.close();
  }
}

/** Connects and signs in without sending anything; rejects as a delivery would. */
export async function greetMailServer(smtpUrl: string, limitMs: number): Promise<void> {
  const transport = createTransport(smtpOptionsOf(smtpUrl));
  try {
    await inTime(transport.verify(), limitMs, "the mail server did not answer in time");
  } finally {
    transport.close();
  }
}

type SmtpError = { responseCode?: unknown; code?: unknown; command?: unknown };

/** RFC 5321 section 4.2.1: 5yz about this mail or its recipient; a refused sign-in is the operator's to mend. */
export function isRefusedForGood(error: unknown): boolean {
  return isAboutMail(error) && Number((error as SmtpError).responseCode) >= 500;
}

/** Whether the server refused this mail, its sender or its recipient, for now or for good, and not the way to it. */
export function isAboutMail(error: unknown): boolean {
  const { responseCode, code } = error as SmtpError;
  return typeof responseCode === "number" && (code === "EENVELOPE" || code === "EMESSAGE");
}

/** Whether the server refused our credentials. */
export function isSignInRefused(error: unknown): boolean {
  return (error as SmtpError).code === "EAUTH";
}

/** Why it failed; what the server says may quote an address, never our credentials. */
export function reasonOf(error: unknown): string {
  if (isSignInRefused(error)) return "the mail server refused the sign-in";
  return errorText(error).replaceAll(/\p{Cc}+/gu, " ");
}
