import type { APIRequestContext } from "playwright/test";
import { type Account, bearer, expect } from "./fixtures";
import { choosePorts } from "./stand-in-ports";

/** How many mails of an address a test has read: each is read once, so that none of before passes for a new one. */
const readFrom = new Map<string, number>();

/** The next mail that the mail server gets for an address and that matches; those before it count as read. */
export async function mailTo(email: string, pattern: RegExp): Promise<string> {
  let found = "";
  await expect(async () => {
    const mailbox = `http://127.0.0.1:${choosePorts().mailbox}/mails?to=${encodeURIComponent(email)}`;
    const mails: string[] = await (await fetch(mailbox)).json();
    const from = readFrom.get(email) ?? 0;
    const at = mails.findIndex((text, index) => index >= from && pattern.test(text));
    expect(at, `of ${mails.length} mails to ${email} none matches ${pattern}`).toBeGreaterThanOrEqual(0);
    found = mails[at] ?? "";
    readFrom.set(email, at + 1);
  }).toPass();
  return found;
}

/** The link to a page in the next mail to an address that has one, with its secret in the fragment. */
export async function linkTo(email: string, page: string): Promise<string> {
  const link = new RegExp(`http\\S+/${page}#\\S+`);
  return link.exec(await mailTo(email, link))?.[0] ?? "";
}

/** Proves an account's address with the link that is mailed to it. */
export async function proveAddress(request: APIRequestContext, { email, token }: Account): Promise<void> {
  expect((await request.post("/api/user/me/verify-email", bearer(token))).status()).toBe(202);
  const data = { token: (await linkTo(email, "verify-email")).split("#token=")[1] };
  expect((await request.post("/api/user/me/verify-email/confirm", { ...bearer(token), data })).status()).toBe(200);
}
