import { z } from "zod";
import { administered, decidedInPerson } from "@/lib/http/administered";
import { type Contract, defineContract } from "@/lib/http/contract";
import { Page } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";

export const mailStates = ["waiting", "sent", "failed"] as const;

/** A mail without its text, which may hold somebody's link. */
export const Mail = z.object({
  id: z.string(),
  recipient: z.string(),
  subject: z.string(),
  /** `waiting` also where no mail server is configured. */
  state: z.enum(mailStates),
  created_at: Timestamp,
  sent_at: Instant.nullable(),
  last_error: z.string().nullable(),
});
export type Mail = z.output<typeof Mail>;

export const MailWithText = Mail.extend({
  text: z.string(),
  /** Whether anything of its links is left out that revealing it would tell. */
  masked: z.boolean(),
});
export type MailWithText = z.output<typeof MailWithText>;

export const MailQuery = Page.extend({ state: z.enum(mailStates).optional() });
export type MailQuery = z.output<typeof MailQuery>;

export const MailList = z.object({
  data: z.array(Mail),
  next_cursor: z.string().nullable(),
  /** Whether a mail server is configured; without one, mail waits here to be handed on. */
  smtp_configured: z.boolean(),
});
export type MailList = z.output<typeof MailList>;

const MailParams = z.object({ id: z.string() });

export const listMailsContract = defineContract({
  ...administered,
  dashboard: true,
  method: "GET",
  path: "/api/v1/admin/mails",
  summary: "List the deployment's outgoing mail, newest first, without its text",
  query: MailQuery,
  success: { status: 200, body: MailList, framed: true },
});

export const getMailContract = defineContract({
  ...administered,
  dashboard: true,
  method: "GET",
  path: "/api/v1/admin/mails/{id}",
  summary: "Read a mail with its links masked",
  params: MailParams,
  success: { status: 200, body: z.object({ data: MailWithText }), framed: true },
});

export const revealMailContract = defineContract({
  ...decidedInPerson,
  dashboard: true,
  method: "POST",
  path: "/api/v1/admin/mails/{id}/reveal",
  summary: "Read a mail with its links; they are as good as its recipient's password",
  params: MailParams,
  success: { status: 200, body: z.object({ data: MailWithText }), framed: true },
});

export const dashboardMailContracts = {
  list: listMailsContract,
  get: getMailContract,
  reveal: revealMailContract,
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [listMailsContract, getMailContract, revealMailContract];
