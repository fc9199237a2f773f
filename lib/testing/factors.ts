import { generateSync } from "otplib";
import { expect } from "vitest";
import { type ApiBrowser, createApiBrowser } from "./api-browser";
import type { ApiAnswer } from "./call-api";
import { createUser, type TestUser, testPassword } from "./factories";
import type { SoftwareAuthenticator } from "./software-authenticator";

/** What calls the dashboard's endpoints in one session. */
export type PageCaller = Pick<ApiBrowser, "call">;

let browsers = 0;

/** A browser at an address of its own, whose sign-ins no other one uses up. */
export function newBrowser(): ApiBrowser {
  const count = ++browsers;
  return createApiBrowser(`203.0.${count >> 8}.${count & 255}`);
}

/** Sends the form of the sign-in page. */
export async function signInOnPage(browser: ApiBrowser, email: string, password = testPassword): Promise<ApiAnswer> {
  const { csrfToken } = (await browser.call("GET /api/auth/csrf")).json;
  return browser.call("POST /api/auth/callback/credentials", {
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
}

/** Somebody new, signed in to the dashboard by their password. */
export async function signedInUser(): Promise<{ user: TestUser; browser: ApiBrowser }> {
  const user = await createUser();
  const browser = newBrowser();
  expect((await signInOnPage(browser, user.email)).status).toBe(200);
  return { user, browser };
}

/** What an authenticator app shows at a moment, by a library that is not the product's. */
export function appCode(secret: string, atMs: number): string {
  return generateSync({ secret, epoch: Math.floor(atMs / 1000) });
}

/** Sets up an authenticator app; its first code is used up by that. */
export async function addApp(page: PageCaller, atMs: number): Promise<{ secret: string; recoveryCodes: string[] }> {
  const begun = await page.call("POST /api/dashboard/account/authenticator");
  const { setup_token, secret } = begun.json;
  const body = { setup_token, code: appCode(secret, atMs) };
  const confirmed = await page.call("PUT /api/dashboard/account/authenticator", { body });
  expect(confirmed.status).toBe(200);
  return { secret, recoveryCodes: confirmed.json.recovery_codes };
}

/** Adds a passkey that an authenticator makes. */
export async function addPasskey(
  page: PageCaller,
  authenticator: SoftwareAuthenticator,
  name = "Laptop",
): Promise<ApiAnswer> {
  const { challenge_token, options } = (await page.call("POST /api/dashboard/account/passkeys/options")).json;
  const body = { challenge_token, name, credential: authenticator.create(options) };
  return page.call("POST /api/dashboard/account/passkeys", { body });
}

/** Signs in on the page with a passkey alone. */
export async function signInWithPasskey(browser: ApiBrowser, authenticator: SoftwareAuthenticator): Promise<ApiAnswer> {
  const { options } = (await browser.call("POST /api/dashboard/sign-in/passkey/options")).json;
  return browser.call("POST /api/dashboard/sign-in/passkey", { body: { passkey: authenticator.get(options) } });
}
