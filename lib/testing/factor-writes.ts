import { runtime } from "@/lib/access/runtime";
import { callApi } from "./call-api";
import { dashboardHeaders } from "./dashboard-cookie";
import { type TestUser, testPassword } from "./factories";
import { addApp, addPasskey, appCode, newBrowser, type PageCaller, signInOnPage } from "./factors";
import { createSoftwareAuthenticator } from "./software-authenticator";
import type { Write } from "./successful-writes";

type FactorWrites = Readonly<Record<string, (user: TestUser) => Promise<Write>>>;

const account = "/api/dashboard/account";

/** A session of the dashboard that goes on holding once its user has a second factor. */
async function pageOf(user: TestUser): Promise<{ page: PageCaller; as: Record<string, string> }> {
  const as = await dashboardHeaders(user);
  return { page: { call: (target, call) => callApi(target, { ...call, headers: as }) }, as };
}

async function withApp(user: TestUser) {
  const { page, as } = await pageOf(user);
  return { page, as, ...(await addApp(page, runtime().clock.now())) };
}

async function withPasskey(user: TestUser) {
  const { page, as } = await pageOf(user);
  const authenticator = createSoftwareAuthenticator();
  const { id } = (await addPasskey(page, authenticator)).json.passkey;
  return { as, authenticator, path: `${account}/passkeys/${id}` };
}

async function mfaWrite(user: TestUser, login: string): Promise<Write> {
  const { recoveryCodes } = await withApp(user);
  const { json } = await callApi(`POST ${login}`, { body: { email: user.email, password: testPassword } });
  return { path: `${login}/mfa`, body: { mfa_token: json.mfa_token, recovery_code: recoveryCodes[0] } };
}

const cookiesOf = (cookies: ReadonlyMap<string, string>) => ({
  cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
});

/** Requests that endpoints of second factors and passkeys fulfil, each in the session that prepared them. */
export const factorWrites: FactorWrites = {
  "POST /api/auth/login/mfa": (user) => mfaWrite(user, "/api/auth/login"),
  "POST /api/v1/auth/login/mfa": (user) => mfaWrite(user, "/api/v1/auth/login"),
  "POST /api/dashboard/sign-in/second-factor": async (user) => {
    const { recoveryCodes } = await withApp(user);
    const browser = newBrowser();
    await signInOnPage(browser, user.email);
    const body = { recovery_code: recoveryCodes[0] };
    return { path: "/api/dashboard/sign-in/second-factor", body, as: cookiesOf(browser.cookies) };
  },
  "POST /api/dashboard/sign-in/passkey/options": async () => ({ path: "/api/dashboard/sign-in/passkey/options" }),
  "POST /api/dashboard/sign-in/passkey": async (user) => {
    const { authenticator } = await withPasskey(user);
    const browser = newBrowser();
    const { options } = (await browser.call("POST /api/dashboard/sign-in/passkey/options")).json;
    const body = { passkey: authenticator.get(options) };
    return { path: "/api/dashboard/sign-in/passkey", body, as: cookiesOf(browser.cookies) };
  },
  [`POST ${account}/authenticator`]: async () => ({ path: `${account}/authenticator` }),
  [`PUT ${account}/authenticator`]: async (user) => {
    const { page, as } = await pageOf(user);
    const { setup_token, secret } = (await page.call(`POST ${account}/authenticator`)).json;
    const body = { setup_token, code: appCode(secret, runtime().clock.now()) };
    return { path: `${account}/authenticator`, body, as };
  },
  [`DELETE ${account}/authenticator`]: async (user) => ({
    path: `${account}/authenticator`,
    as: (await withApp(user)).as,
  }),
  [`POST ${account}/recovery-codes`]: async (user) => ({
    path: `${account}/recovery-codes`,
    as: (await withApp(user)).as,
  }),
  [`POST ${account}/passkeys/options`]: async () => ({ path: `${account}/passkeys/options` }),
  [`POST ${account}/passkeys`]: async (user) => {
    const { page, as } = await pageOf(user);
    const { challenge_token, options } = (await page.call(`POST ${account}/passkeys/options`)).json;
    const credential = createSoftwareAuthenticator().create(options);
    return { path: `${account}/passkeys`, body: { challenge_token, name: "Laptop", credential }, as };
  },
  [`PATCH ${account}/passkeys/{id}`]: async (user) => {
    const { path, as } = await withPasskey(user);
    return { path, body: { name: "Phone" }, as };
  },
  [`DELETE ${account}/passkeys/{id}`]: async (user) => {
    const { path, as } = await withPasskey(user);
    return { path, as };
  },
};
