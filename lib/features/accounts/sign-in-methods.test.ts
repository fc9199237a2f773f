import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiBrowser, createApiBrowser } from "@/lib/testing/api-browser";
import { callApi } from "@/lib/testing/call-api";
import { createUser, testPassword } from "@/lib/testing/factories";
import { addApp } from "@/lib/testing/factors";
import { gitHubClient, startGitHubStandIn } from "@/lib/testing/github-stand-in";
import { googleClient, startGoogleStandIn } from "@/lib/testing/google-stand-in";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const github = await startGitHubStandIn();
const google = await startGoogleStandIn();
afterAll(() => Promise.all([github.close(), google.close()]));

const { clock, open } = useTestRuntime({
  settings: {
    github: { ...gitHubClient, url: github.url, apiUrl: github.url },
    google: { ...googleClient, issuer: google.url },
    adminEmails: ["boss@example.test"],
  },
});

beforeEach(() => clock.set(Date.now()));

let browsers = 0;
const newBrowser = () => createApiBrowser(`198.51.100.${++browsers}`);
type Provider = "github" | "google";

/** Somebody with the same name and address at both providers. */
function personaOf(email: string, verified = true) {
  const name = randomUUID();
  return { login: name, account: name, name: "Some Body", email, verified };
}

async function signInAt(browser: ApiBrowser, provider: Provider, persona: ReturnType<typeof personaOf>) {
  const started = await browser.call(`GET /api/auth/${provider}`);
  return browser.call(await browser.answerProvider(started.headers.get("location") ?? "", persona));
}

/** A user with a password and an address that is not proved, signed in to the dashboard. */
async function signedIn() {
  const user = await createUser();
  const browser = newBrowser();
  await signInWithPassword(browser, user.email);
  return { user, browser };
}

async function signInWithPassword(browser: ApiBrowser, email: string) {
  const { csrfToken } = (await browser.call("GET /api/auth/csrf")).json;
  const form = new URLSearchParams({ csrfToken, email, password: testPassword, json: "true" });
  const answer = await browser.call("POST /api/auth/callback/credentials", {
    body: form.toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  expect(answer.status).toBe(200);
}

const connectPath = (provider: Provider) => `POST /api/dashboard/account/identities/${provider}`;

/** From the button on the settings page to where the return leads. */
async function connect(browser: ApiBrowser, provider: Provider, persona: ReturnType<typeof personaOf>) {
  const begun = await browser.call(connectPath(provider));
  if (begun.status !== 200) return begun.json.error.code as string;
  const answer = await browser.call(await browser.answerProvider(begun.json.url, persona));
  return answer.headers.get("location");
}

const methodsOf = async (browser: ApiBrowser) => (await browser.call("GET /api/dashboard/account/identities")).json;
/** Those about ways in; each new browser is told of as well. */
const mailsTo = (recipient: string) =>
  open().database.prisma.mail.findMany({ where: { recipient, NOT: { subject: { startsWith: "New sign-in" } } } });

describe("connecting an account", () => {
  it("makes it a way in, proves the same address, and tells the user by mail", async () => {
    const { user, browser } = await signedIn();
    const persona = personaOf(user.email);
    expect(await connect(browser, "github", persona)).toBe("/dashboard/settings?connected=github");
    expect(await methodsOf(browser)).toMatchObject({
      has_password: true,
      data: [
        { provider: "github", configured: true, connected: { email: user.email } },
        { provider: "google", configured: true, connected: null },
      ],
    });
    expect((await browser.call("GET /api/dashboard/account")).json.email_verified).toBe(true);
    expect((await mailsTo(user.email)).map(({ subject }) => subject)).toEqual([
      "GitHub was connected to your Latchkey account",
    ]);
    const other = newBrowser();
    await signInAt(other, "github", persona);
    expect((await other.call("GET /api/dashboard/account")).json.id).toBe(user.id);
  });

  it("proves nothing by another address, or by one that the provider has not verified", async () => {
    const { user, browser } = await signedIn();
    await connect(browser, "github", personaOf("someone-else@example.test"));
    await connect(browser, "google", personaOf(user.email, false));
    expect((await browser.call("GET /api/dashboard/account")).json.email_verified).toBe(false);
  });

  it("refuses an account that belongs to somebody else, and a second one of the same provider", async () => {
    const first = await signedIn();
    const persona = personaOf(first.user.email);
    await connect(first.browser, "github", persona);
    const second = await signedIn();
    expect(await connect(second.browser, "github", persona)).toBe("/dashboard/settings?connect_error=identity_taken");
    await connect(second.browser, "github", personaOf("second@example.test"));
    expect(await connect(second.browser, "github", personaOf("third@example.test"))).toBe(
      "/dashboard/settings?connect_error=identity_other",
    );
  });

  it("goes back to the settings where a limit refuses the return", async () => {
    const { user, browser } = await signedIn();
    const begun = await browser.call(connectPath("github"));
    const back = await browser.answerProvider(begun.json.url, personaOf(user.email));
    const neighbour = createApiBrowser(`198.51.100.${browsers}`);
    for (let count = 0; count < 10; count++) await neighbour.call("GET /api/auth/github");
    const { status, headers } = await browser.call(back, { headers: { accept: "text/html" } });
    expect([status, headers.get("location")]).toEqual([303, "/dashboard/settings?connect_error=rate_limited"]);
  });

  it("gives one account to one of two users who connect it at once", async () => {
    const [one, two] = [await signedIn(), await signedIn()];
    const persona = personaOf("both@example.test");
    const outcomes = await Promise.all([
      connect(one.browser, "google", persona),
      connect(two.browser, "google", persona),
    ]);
    expect(outcomes.toSorted()).toEqual([
      "/dashboard/settings?connect_error=identity_taken",
      "/dashboard/settings?connected=google",
    ]);
  });

  it("refuses when the browser's session changed on the way, so no account lands at another user", async () => {
    const { user, browser } = await signedIn();
    const begun = await browser.call(connectPath("github"));
    const back = await browser.answerProvider(begun.json.url, personaOf(user.email));
    await signInWithPassword(browser, (await createUser()).email);
    const { headers } = await browser.call(back);
    expect(headers.get("location")).toBe("/dashboard/settings?connect_error=session_ended");
    expect(await open().database.prisma.identity.count({ where: { userId: user.id } })).toBe(0);
  });

  it("asks for a sign-in within the last ten minutes, and for a page of our own", async () => {
    const { browser } = await signedIn();
    const foreign = await browser.call(connectPath("github"), { headers: { "sec-fetch-site": "cross-site" } });
    expect(foreign.status).toBe(403);
    expect((await browser.call("POST /api/dashboard/account/identities/myspace")).status).toBe(404);
    clock.advance(10 * 60_000 + 1_000);
    expect(await connect(browser, "github", personaOf("late@example.test"))).toBe("REAUTHENTICATION_REQUIRED");
  });
});

describe("giving up an account", () => {
  it("is refused for the only way in, until there is a password or another account", async () => {
    const browser = newBrowser();
    const email = `${randomUUID()}@example.test`;
    await signInAt(browser, "github", personaOf(email));
    const giveUp = (provider: Provider) => browser.call(`DELETE /api/dashboard/account/identities/${provider}`);
    expect((await giveUp("github")).status).toBe(409);
    expect((await methodsOf(browser)).data[0].connected).not.toBeNull();

    await connect(browser, "google", personaOf(email));
    expect((await giveUp("github")).status).toBe(204);
    expect((await giveUp("github")).status).toBe(404);
    expect((await giveUp("google")).status).toBe(409);

    const set = await browser.call("POST /api/dashboard/account/password", { body: { new_password: testPassword } });
    expect(set.status).toBe(204);
    expect((await giveUp("google")).status).toBe(204);
    const login = await callApi("POST /api/auth/login", {
      body: { email, password: testPassword },
      address: "192.0.2.77",
    });
    expect(login.status).toBe(200);
  });

  it("ends the sessions that it may have begun, and not the one that asks", async () => {
    const { user, browser } = await signedIn();
    const persona = personaOf(user.email);
    await connect(browser, "github", persona);
    const stranger = newBrowser();
    await signInAt(stranger, "github", persona);
    expect((await stranger.call("GET /api/dashboard/account")).json.id).toBe(user.id);
    expect((await browser.call("DELETE /api/dashboard/account/identities/github")).status).toBe(204);
    expect((await stranger.call("GET /api/dashboard/account")).status).toBe(401);
    expect((await browser.call("GET /api/dashboard/account")).status).toBe(200);
  });

  it("ends a sign-in that it has begun and that is half way", async () => {
    const { user, browser } = await signedIn();
    const persona = personaOf(user.email);
    await connect(browser, "github", persona);
    const { recoveryCodes } = await addApp(browser, clock.now());
    const finishIn = (visitor: ApiBrowser, recovery_code: string | undefined) =>
      visitor.call("POST /api/dashboard/sign-in/second-factor", { body: { recovery_code } });
    const [before, stranger] = [newBrowser(), newBrowser()];
    await signInAt(before, "github", persona);
    expect((await finishIn(before, recoveryCodes[0])).status).toBe(200);
    await signInAt(stranger, "github", persona);
    expect((await browser.call("DELETE /api/dashboard/account/identities/github")).status).toBe(204);
    expect((await finishIn(stranger, recoveryCodes[1])).status).toBe(401);
  });

  it("leaves one of two that are given up at once", async () => {
    const browser = newBrowser();
    const email = `${randomUUID()}@example.test`;
    await signInAt(browser, "github", personaOf(email));
    await connect(browser, "google", personaOf(email));
    const statuses = await Promise.all(
      (["github", "google"] as const).map(
        async (provider) => (await browser.call(`DELETE /api/dashboard/account/identities/${provider}`)).status,
      ),
    );
    expect(statuses.toSorted()).toEqual([204, 409]);
  });

  it("does not touch what belongs to another user", async () => {
    const owner = await signedIn();
    await connect(owner.browser, "github", personaOf(owner.user.email));
    const other = await signedIn();
    expect((await other.browser.call("DELETE /api/dashboard/account/identities/github")).status).toBe(404);
    expect((await methodsOf(owner.browser)).data[0].connected).not.toBeNull();
  });
});

describe("a user without a password", () => {
  async function passwordless() {
    const browser = newBrowser();
    const email = `${randomUUID()}@example.test`;
    await signInAt(browser, "google", personaOf(email));
    return { browser, email };
  }

  it("is not let in by any password, and is told why one cannot be changed", async () => {
    const { browser, email } = await passwordless();
    for (const password of ["", "null", testPassword]) {
      const body = { email, password };
      expect((await callApi("POST /api/auth/login", { body, address: "192.0.2.78" })).status).toBe(401);
    }
    const body = { current_password: "", new_password: testPassword };
    const change = await browser.call("PUT /api/dashboard/account/password", { body });
    expect([change.status, change.json.error.details[0].path]).toEqual([400, "current_password"]);
  });

  it("sets one once, soon after a sign-in, by the rules of passwords", async () => {
    const { browser, email } = await passwordless();
    const set = (new_password: string) =>
      browser.call("POST /api/dashboard/account/password", { body: { new_password } });
    expect((await set("password123")).status).toBe(400);
    clock.advance(11 * 60_000);
    expect((await set(testPassword)).status).toBe(403);
    clock.advance(-11 * 60_000);
    const statuses = await Promise.all([set(testPassword), set("another good passphrase")]);
    expect(statuses.map(({ status }) => status).toSorted()).toEqual([204, 409]);
    expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([
      "A password was set for your Latchkey account",
    ]);
  });

  it("deletes the account soon after a sign-in, and not later", async () => {
    const { browser, email } = await passwordless();
    const remove = () => browser.call("DELETE /api/dashboard/account", { body: {} });
    clock.advance(11 * 60_000);
    expect((await remove()).status).toBe(403);
    clock.advance(-11 * 60_000);
    expect((await remove()).status).toBe(204);
    expect(await open().database.prisma.user.count({ where: { email } })).toBe(0);
  });
});

describe("signing in again in the same browser", () => {
  it("ends the session that it replaces", async () => {
    const { user, browser } = await signedIn();
    await signInWithPassword(browser, user.email);
    expect(await open().database.prisma.session.count({ where: { userId: user.id, kind: "dashboard" } })).toBe(1);
    expect(browser.cookies.get("latchkey.last-sign-in")).toBe("email");
  });
});
