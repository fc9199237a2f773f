import "server-only";
import { withProductName } from "@/lib/access/branding";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { cleanName } from "@/lib/platform/name-text";
import { newId } from "@/lib/platform/random";

/** The kind of job that sends one mail; its payload is `{ mailId }`. */
export const sendMailJob = "mail.send";

/** A mail; its subject holds words of ours alone, never a name. */
export type NewMail = { to: string; subject: string; text: string };

/**
 * A name, which is anybody's text, for a mail's text. It is one line without links, so that it cannot pass for the
 * mail's words.
 */
export function nameInMail(name: string): string {
  return withoutLinks(cleanName(name) ?? "(no name)").replaceAll('"', "'");
}

/** Somebody's own words in a mail's text: marked as such on every line, without links. */
export function quoteInMail(words: string): string {
  return words
    .split(/\r\n|[\p{Zl}\p{Zp}\n\v\f\r\u0085]/u)
    .map((line) => `> ${withoutLinks(cleanName(line, 1_000) ?? "")}`)
    .join("\n");
}

/** Mail programs make links of `https://…`, `mailto:…` and of anything with a dot inside, such as `example.com`. */
function withoutLinks(text: string): string {
  return text.replaceAll(/[:.\u3002\uff0e\uff61](?=[^\s])/gu, "$& ");
}

/** When mails with a subject were sent to an address within a time, the latest first: what bounds how many more may follow. */
export async function mailsSent(
  tx: PrismaSession,
  { to: recipient, subject: named, withinMs }: { to: string; subject: string; withinMs: number },
): Promise<Date[]> {
  const subject = withProductName(named);
  const since = new Date(runtime().clock.now() - withinMs);
  const mails = await tx.mail.findMany({
    where: { recipient, subject, createdAt: { gt: since } },
    orderBy: { createdAt: "desc" },
    select: { createdAt: true },
  });
  return mails.map(({ createdAt }) => createdAt);
}

/** Queues a mail, whose `{product}` is what the deployment is called, in the caller's transaction: it is sent at least once when that commits, or waits in the operator's outbox. */
export async function queueMail(tx: PrismaSession, { to, subject, text }: NewMail): Promise<void> {
  const { clock, jobs } = runtime();
  const id = newId("mail");
  const told = { subject: withProductName(subject), text: withProductName(text) };
  await tx.mail.create({ data: { id, recipient: to, ...told, createdAt: new Date(clock.now()) } });
  await jobs.enqueue(tx, sendMailJob, { mailId: id });
}
