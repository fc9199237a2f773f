import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";

/** The kind of job that sends one mail; its payload is `{ mailId }`. */
export const sendMailJob = "mail.send";

export type NewMail = { to: string; subject: string; text: string };

/** A name, which is anybody's text, on one line: it cannot pass for further words of the mail. At most 100 characters. */
export function oneLine(name: string): string {
  return name.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").slice(0, 100);
}

/** Queues a mail in the caller's transaction: it is sent at least once when that commits, or waits in the operator's outbox. */
export async function queueMail(tx: PrismaSession, { to, subject, text }: NewMail): Promise<void> {
  const { clock, jobs } = runtime();
  const id = newId("mail");
  await tx.mail.create({ data: { id, recipient: to, subject, text, createdAt: new Date(clock.now()) } });
  await jobs.enqueue(tx, sendMailJob, { mailId: id });
}
