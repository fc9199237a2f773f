import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { APIRequestContext } from "playwright/test";
import { type Account, bearer, expect } from "./fixtures";

/** The text of the last mail to an address, from the outbox of the running server's database. */
export async function lastMailTo(email: string): Promise<string> {
  const env = { ...process.env, LATCHKEY_DATA_DIR: process.env.E2E_DATA_DIR };
  const { stdout } = await promisify(execFile)(process.execPath, ["e2e/last-mail.mjs", email], { env });
  return stdout;
}

/** Proves an account's address with the link that is mailed to it. */
export async function proveAddress(request: APIRequestContext, { email, token }: Account): Promise<void> {
  expect((await request.post("/api/user/me/verify-email", bearer(token))).status()).toBe(202);
  const proof = /verify-email#token=(\S+)/.exec(await lastMailTo(email))?.[1] ?? "";
  const data = { token: proof };
  expect((await request.post("/api/user/me/verify-email/confirm", { ...bearer(token), data })).status()).toBe(200);
}
