import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { ApiBrowser } from "@/lib/testing/api-browser";
import { callApi } from "@/lib/testing/call-api";
import { testPassword } from "@/lib/testing/factories";
import {
  addApp,
  addPasskey,
  appCode,
  newBrowser,
  signedInUser,
  signInOnPage,
  signInWithPasskey,
} from "@/lib/testing/factors";
import { gitHubClient, startGitHubStandIn } from "@/lib/testing/github-stand-in";
import { createSoftwareAuthenticator } from "@/lib/testing/software-authenticator";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const github = await startGitHubStandIn();
afterAll(() => github.close());

const { clock, open } = useTestRuntime({
  settings: { github: { ...gitHubClient, url: github.url, apiUrl: github.url } },
});
beforeEach(() => clock.set(Date.now()));

const elevenMinutes = 11 * 60_000;
const codes = "POST /api/dashboard/account/recovery-codes";
const confirm = (browser: ApiBrowser, body: object) => browser.call("POST /api/dashboard/confirm", { body });
const challengeOf = async (browser: ApiBrowser) => (await browser.call("POST /api/dashboard/confirm/passkey")).json;

/** What an old session is refused, and by which ways it says that one can confirm. */
async function askedFor(browser: ApiBrowser, target = codes) {
  const { status, json } = await browser.call(target);
  return [status, json?.error?.code, json?.methods];
}

async function withApp() {
  const { user, browser } = await signedInUser();
  const app = await addApp(browser, clock.now());
  clock.advance(elevenMinutes);
  return { user, browser, ...app };
}

describe("a second factor", () => {
  it("confirms by the app's code, once, and the refusal names the ways", async () => {
    const { browser, secret } = await withApp();
    expect(await askedFor(browser)).toEqual([403, "REAUTHENTICATION_REQUIRED", ["totp", "password", "recovery_code"]]);
    const code = appCode(secret, clock.now());
    const wrong = await confirm(browser, { code: code === "000000" ? "000001" : "000000" });
    expect([wrong.status, wrong.json.error.details[0].path]).toEqual([400, "code"]);
    expect((await confirm(browser, { code })).status).toBe(200);
    expect((await browser.call(codes)).status).toBe(201);
    clock.advance(1_000);
    expect((await confirm(browser, { code })).status).toBe(400);
  });

  it("is no code that a sign-in has used up, and one that confirmed opens no sign-in", async () => {
    const { user, browser, secret } = await withApp();
    const signIn = async (code: string) => {
      const guest = newBrowser();
      await signInOnPage(guest, user.email);
      return (await guest.call("POST /api/dashboard/sign-in/second-factor", { body: { code } })).status;
    };
    const used = appCode(secret, clock.now());
    expect(await signIn(used)).toBe(200);
    expect((await confirm(browser, { code: used })).status).toBe(400);
    clock.advance(30_000);
    const next = appCode(secret, clock.now());
    expect((await confirm(browser, { code: next })).status).toBe(200);
    expect(await signIn(next)).toBe(401);
  });

  it("confirms by a recovery code, which counts no second time", async () => {
    const { browser, recoveryCodes } = await withApp();
    const proof = { recovery_code: recoveryCodes[0] };
    expect((await confirm(browser, proof)).status).toBe(200);
    expect((await confirm(browser, proof)).status).toBe(400);
    clock.advance(elevenMinutes);
    expect((await askedFor(browser))[1]).toBe("REAUTHENTICATION_REQUIRED");
  });

  it("is guessed no faster by a stolen session than at the sign-in", async () => {
    const { browser } = await withApp();
    const statuses: number[] = [];
    for (let guess = 0; guess < 11; guess++) {
      statuses.push((await confirm(browser, { code: String(100_000 + guess) })).status);
    }
    expect(statuses).toEqual([...Array(10).fill(400), 429]);
  });
});

describe("a password that is to be set anew by a link", () => {
  it("is offered as no way, confirms nothing and deletes no account", async () => {
    const { user, browser } = await withApp();
    const data = { passwordResetAskedAt: new Date(clock.now()) };
    await open().database.prisma.user.update({ where: { id: user.id }, data });
    expect(await askedFor(browser)).toEqual([403, "REAUTHENTICATION_REQUIRED", ["totp", "recovery_code"]]);
    expect((await confirm(browser, { password: "a guess" })).status).toBe(400);
    expect((await confirm(browser, { password: testPassword })).status).toBe(409);
    expect((await askedFor(browser))[0]).toBe(403);
    const body = { password: testPassword };
    expect((await callApi("DELETE /api/user/me", { token: user.token, body })).status).toBe(409);
    expect((await browser.call("GET /api/dashboard/account")).json.id).toBe(user.id);
  });
});

describe("a passkey", () => {
  async function withPasskey() {
    const { user, browser } = await signedInUser();
    const authenticator = createSoftwareAuthenticator();
    expect((await addPasskey(browser, authenticator)).status).toBe(201);
    clock.advance(elevenMinutes);
    return { user, browser, authenticator };
  }

  it("confirms by a challenge of this session, once", async () => {
    const { browser, authenticator } = await withPasskey();
    expect((await askedFor(browser))[2]).toEqual(["passkey", "password", "recovery_code"]);
    const { challenge_token, options } = await challengeOf(browser);
    const proof = { passkey: authenticator.get(options), challenge_token };
    expect((await confirm(browser, proof)).status).toBe(200);
    expect((await browser.call(codes)).status).toBe(201);
    expect((await confirm(browser, proof)).status).toBe(400);
  });

  it("is refused with the challenge of another session or account, and without the user's verification", async () => {
    const { user, browser, authenticator } = await withPasskey();
    const other = await withPasskey();
    const elsewhere = newBrowser();
    expect((await signInWithPasskey(elsewhere, authenticator)).status).toBe(200);
    expect((await elsewhere.call("GET /api/dashboard/account")).json.id).toBe(user.id);
    const ofAnotherSession = await challengeOf(elsewhere);
    const foreign = await challengeOf(other.browser);
    const own = await challengeOf(browser);
    const crossed = [
      { passkey: authenticator.get(ofAnotherSession.options), challenge_token: ofAnotherSession.challenge_token },
      { passkey: authenticator.get(foreign.options), challenge_token: foreign.challenge_token },
      { passkey: other.authenticator.get(own.options), challenge_token: own.challenge_token },
    ];
    for (const body of crossed) expect((await confirm(browser, body)).status).toBe(400);
    const { challenge_token, options } = await challengeOf(browser);
    const unverified = { passkey: authenticator.get(options, { userVerified: false }), challenge_token };
    expect((await confirm(browser, unverified)).status).toBe(400);
    expect((await askedFor(browser))[1]).toBe("REAUTHENTICATION_REQUIRED");
  });
});

describe("a provider", () => {
  let people = 0;
  const personaOf = () => {
    const login = `confirming-${++people}`;
    return { login, name: "Some Body", email: `${login}@example.test`, verified: true };
  };

  async function signedInAtProvider() {
    const browser = newBrowser();
    const persona = personaOf();
    const started = await browser.call("GET /api/auth/github");
    await browser.call(await browser.answerProvider(started.headers.get("location") ?? "", persona));
    clock.advance(elevenMinutes);
    return { browser, persona };
  }

  const begin = (browser: ApiBrowser) => browser.call("POST /api/dashboard/confirm/providers/github");
  const removal = "DELETE /api/dashboard/account";

  it("confirms for a user who has neither password nor second factor, in this session", async () => {
    const { browser, persona } = await signedInAtProvider();
    expect((await askedFor(browser, removal))[2]).toEqual(["provider"]);
    const { url } = (await begin(browser)).json;
    const back = await browser.call(await browser.answerProvider(url, persona));
    expect(back.headers.get("location")).toBe("/confirmed");
    expect((await browser.call(removal)).status).toBe(204);
  });

  it("confirms nothing by another account, and makes nobody else sign in here", async () => {
    const { browser, persona } = await signedInAtProvider();
    const { url } = (await begin(browser)).json;
    const back = await browser.call(await browser.answerProvider(url, personaOf()));
    expect(back.headers.get("location")).toBe("/confirmed?error=identity_unknown");
    expect((await browser.call("GET /api/dashboard/account")).json.email).toBe(persona.email);
    expect((await askedFor(browser, removal))[1]).toBe("REAUTHENTICATION_REQUIRED");
    expect(await open().database.prisma.user.count({ where: { email: `confirming-${people}@example.test` } })).toBe(0);
  });

  it("goes back to the tab's own page where a limit refuses the return", async () => {
    const { browser, persona } = await signedInAtProvider();
    const { url } = (await begin(browser)).json;
    const back = await browser.answerProvider(url, persona);
    // A provider that is not configured counts as well, and ends nothing that is under way.
    for (let count = 0; count < 10; count++) await browser.call("GET /api/auth/callback/google");
    const { headers } = await browser.call(back, { headers: { accept: "text/html" } });
    expect(headers.get("location")).toBe("/confirmed?error=rate_limited");
  });

  it("is no way for a user with a password, nor one that is not connected", async () => {
    const { browser } = await signedInAtProvider();
    expect((await browser.call("POST /api/dashboard/confirm/providers/google")).status).toBe(404);
    const { browser: withPassword } = await signedInUser();
    expect((await begin(withPassword)).status).toBe(404);
    const userId = (await browser.call("GET /api/dashboard/account")).json.id;
    await open().database.prisma.user.update({ where: { id: userId }, data: { passwordHash: "x" } });
    expect((await begin(browser)).status).toBe(409);
  });
});
