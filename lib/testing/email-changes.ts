import { expect } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { type ApiAnswer, callApi } from "./call-api";
import { dashboardHeaders } from "./dashboard-cookie";
import { registeringClient, type TestUser } from "./factories";
import type { PageCaller } from "./factors";

export const changeSubject = "A new address for a Latchkey account";
export const undoSubject = "The address of your Latchkey account was changed";

/** The mails to an address, the oldest first. */
export function mailsTo(recipient: string, subject?: string) {
  const where = { recipient, ...(subject === undefined ? {} : { subject }) };
  return runtime().database.prisma.mail.findMany({ where, orderBy: { createdAt: "asc" } });
}

/** The token of the link in the latest mail to an address; empty where there is none. */
export async function mailedToken(recipient: string, subject?: string): Promise<string> {
  const mails = await mailsTo(recipient, subject);
  return tokenIn(mails.findLast(({ text }) => tokenIn(text) !== "")?.text);
}

/** The token of the link in a mail's text. */
export function tokenIn(text = ""): string {
  return /#token=([A-Za-z0-9]+)/.exec(text)?.[1] ?? "";
}

/** The dashboard's pages of somebody who has just signed in by their password, on the device that they registered with. */
export async function pagesOf(user: TestUser): Promise<PageCaller & { headers: Record<string, string> }> {
  const headers = await dashboardHeaders(user, registeringClient);
  return { headers, call: (target, call) => callApi(target, { ...call, headers }) };
}

export function askForAddress(page: PageCaller, email: string): Promise<ApiAnswer> {
  return page.call("POST /api/dashboard/account/email", { body: { email } });
}

export function confirmAddress(page: PageCaller, token: string): Promise<ApiAnswer> {
  return page.call("POST /api/dashboard/account/email/confirm", { body: { token } });
}

/** Changes the address of an account by its own pages. */
export async function changeAddress(page: PageCaller, email: string): Promise<void> {
  expect((await askForAddress(page, email)).status).toBe(202);
  const answer = await confirmAddress(page, await mailedToken(email, changeSubject));
  expect([answer.status, answer.json?.email]).toEqual([200, email]);
}
