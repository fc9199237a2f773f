import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Mail as MailRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { wholeSecond } from "@/lib/platform/whole-second";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { usersOfTokens } from "@/lib/tenancy/one-time-tokens";
import type { Mail, MailList, MailQuery, MailWithText } from "./contract";
import { withoutLinkSecrets } from "./send-mail";

const conditions = {
  waiting: { sentAt: null, lastError: null },
  sent: { sentAt: { not: null } },
  failed: { sentAt: null, lastError: { not: null } },
} as const;

/** A page of the deployment's mail, newest first. Only for instance admins, which the contract demands. */
export async function listMails({ state, limit, cursor }: MailQuery): Promise<MailList> {
  const { database, settings } = runtime();
  const found = await database.prisma.mail.findMany({
    where: { AND: [state ? conditions[state] : {}, afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: rows.map(toMail), next_cursor, smtp_configured: settings.smtpUrl !== null };
}

/**
 * A mail with its links cut off after the host; 404 when there is none. One that was sent keeps no secret of its links, so
 * that these are told as far as they are kept.
 */
export async function readMail(id: string): Promise<{ data: MailWithText }> {
  const row = await findMail(id);
  // A version that kept the secrets may have sent it.
  const text = row.sentAt ? withoutLinkSecrets(row.text) : maskLinks(row.text);
  return { data: { ...toMail(row), text, masked: text !== row.text } };
}

/**
 * A mail as its recipient would read it. Links in it sign their holder in or join organizations: the log and the audit log
 * of their organization say who looked. 403 for one that would hand over the account of another administrator.
 */
export async function revealMail(
  principal: UserPrincipal,
  id: string,
  { address }: Client,
): Promise<{ data: MailWithText }> {
  const row = await findMail(id);
  await runtime().database.prisma.$transaction(async (tx) => {
    await holdCaller(tx, principal);
    if (await actsAsOtherAdministrator(tx, principal, row)) {
      throw new ApiError(
        "forbidden",
        "Mails of another administrator are not revealed: the operator's command `latchkey reset-password` makes a link for them",
      );
    }
    await recordEvent(tx, {
      ...actedBy(principal),
      type: "mail.revealed",
      subjectId: row.id,
      data: { mail_id: row.id, recipient: row.recipient, subject: row.subject, address, outcome: "success" },
    });
  });
  runtime().log("info", "mail_revealed", { mail: row.id, user: principal.userId });
  return { data: { ...toMail(row), text: row.text, masked: false } };
}

/** Whether the mail goes to another administrator, or holds a link that acts as one, such as that to a former address. */
async function actsAsOtherAdministrator(tx: PrismaSession, principal: UserPrincipal, mail: MailRow): Promise<boolean> {
  const tokens = [...mail.text.matchAll(/#token=([A-Za-z0-9]+)/g)].flatMap(([, token]) => token ?? []);
  const others = await tx.user.count({
    where: {
      instanceAdmin: true,
      id: { not: principal.userId },
      OR: [{ email: { equals: mail.recipient, mode: "insensitive" } }, { id: { in: await usersOfTokens(tx, tokens) } }],
    },
  });
  return others > 0;
}

/** Cuts every address in a text off after its host. */
export function maskLinks(text: string): string {
  return text.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/[^\s/?#]+)[/?#][^\s]*/gi, "$1/••••••");
}

async function findMail(id: string): Promise<MailRow> {
  const row = await runtime().database.prisma.mail.findUnique({ where: { id } });
  if (!row) throw new ApiError("not_found", "There is no such mail");
  return row;
}

function toMail(row: MailRow): Mail {
  return {
    id: row.id,
    recipient: row.recipient,
    subject: row.subject,
    state: row.sentAt ? "sent" : row.lastError ? "failed" : "waiting",
    created_at: wholeSecond(row.createdAt),
    sent_at: row.sentAt?.toISOString() ?? null,
    last_error: row.lastError,
  };
}
