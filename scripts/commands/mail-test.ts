import { randomUUID } from "node:crypto";
import { deliverMail, isAboutMail, reasonOf } from "@/lib/features/mail/deliver-mail";
import { canonicalEmail } from "@/lib/platform/email-address";
import { parseBeforehand } from "@/lib/platform/given-settings";
import { type Command, CommandError, type CommandResult } from "./command";

/** Sends a mail at once, past the queue, and tells what the mail server said. */
export const mailTest: Command = {
  name: "mail test",
  takes: ["<email>"],
  summary: "send a test mail at once, and print what the mail server said",
  details: ["By SMTP_URL and MAIL_FROM, as the product's own mail is sent."],
  run: ({ given: [email = ""], env }) => sendTestMail(email, env),
};

/** Sends it; throws a `CommandError` for what is no address, and where no mail server is set. */
export async function sendTestMail(email: string, env: NodeJS.ProcessEnv): Promise<CommandResult> {
  const recipient = canonicalEmail(email);
  if (recipient === null) throw new CommandError("usage", `${email} is not an email address`);
  const { SMTP_URL: smtpUrl, MAIL_FROM: mailFrom, PUBLIC_URL: publicUrl } = parseBeforehand(env).given;
  if (!smtpUrl) throw new CommandError("unavailable", "SMTP_URL is not set, so that mail waits in the outbox");
  const subject = "Test of the mail server";
  const text = `This deployment of Latchkey (${publicUrl}) can send mail.\n`;
  try {
    const answer = await deliverMail({ smtpUrl, mailFrom, publicUrl }, { id: randomUUID(), recipient, subject, text });
    return { text: `The mail server took a mail to ${recipient}: ${answer}`, data: { email: recipient, answer } };
  } catch (error) {
    const reason = reasonOf(error);
    return {
      text: `No mail was sent to ${recipient}: ${reason}`,
      data: { email: recipient, reason, about_mail: isAboutMail(error) },
      outcome: "failed",
    };
  }
}
