import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { ApiBrowser } from "@/lib/testing/api-browser";
import { callApi, type Json } from "@/lib/testing/call-api";
import { testPassword } from "@/lib/testing/factories";
import { addApp, addPasskey, newBrowser, signedInUser, signInOnPage, signInWithPasskey } from "@/lib/testing/factors";
import { gitHubClient, startGitHubStandIn } from "@/lib/testing/github-stand-in";
import { createSoftwareAuthenticator } from "@/lib/testing/software-authenticator";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const github = await startGitHubStandIn();
afterAll(() => github.close());

const { clock, open } = useTestRuntime({
  settings: { github: { ...gitHubClient, url: github.url, apiUrl: github.url } },
});

beforeEach(() => clock.set(Date.now()));

const account = "/api/dashboard/account";

/** Somebody with one passkey, signed in by their password before it was added. */
async function withPasskey() {
  const { user, browser } = await signedInUser();
  const authenticator = createSoftwareAuthenticator();
  const added = await addPasskey(browser, authenticator);
  expect(added.status).toBe(201);
  return { user, browser, authenticator, recoveryCodes: added.json.recovery_codes as string[] };
}

const factorsOf = async (browser: ApiBrowser) => (await browser.call(`GET ${account}/factors`)).json;
const whoIs = async (browser: ApiBrowser) => (await browser.call(`GET ${account}`)).json.id;

async function challengeOf(browser: ApiBrowser): Promise<Json> {
  return (await browser.call("POST /api/dashboard/sign-in/passkey/options")).json.options;
}
const show = (browser: ApiBrowser, passkey: Json) =>
  browser.call("POST /api/dashboard/sign-in/passkey", { body: { passkey } });

/** The first step of a program's sign-in. */
async function firstStep({ email }: { email: string }) {
  const body = { email, password: testPassword };
  return (await callApi("POST /api/auth/login", { body, address: newAddress() })).json;
}
const finish = (mfa_token: string, passkey: Json) =>
  callApi("POST /api/auth/login/mfa", { body: { mfa_token, passkey }, address: newAddress() });
let addresses = 0;
const newAddress = () => `198.19.${++addresses >> 8}.${addresses & 255}`;

describe("adding a passkey", () => {
  it("lists it by name, shows recovery codes once, and tells its user", async () => {
    const { user, browser, recoveryCodes } = await withPasskey();
    expect(recoveryCodes).toHaveLength(10);
    expect(await factorsOf(browser)).toMatchObject({
      passkeys: [{ name: "Laptop", synced: false, last_used_at: null }],
      recovery_codes_left: 10,
      passkeys_possible: true,
      passkey_is_only_way_in: false,
    });
    const second = await addPasskey(browser, createSoftwareAuthenticator(), "Phone");
    expect(second.json.recovery_codes).toBeNull();
    const told = { recipient: user.email, subject: "A passkey was added to your Latchkey account" };
    expect(await open().database.prisma.mail.count({ where: told })).toBe(2);
  });

  it("asks for one that finds its user alone, verifies them, and is not there yet", async () => {
    const { user, browser } = await withPasskey();
    const { options } = (await browser.call(`POST ${account}/passkeys/options`)).json;
    expect(options).toMatchObject({
      rp: { id: "localhost", name: "Latchkey" },
      user: { id: Buffer.from(user.id).toString("base64url"), name: user.email },
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      attestation: "none",
    });
    expect(options.excludeCredentials).toHaveLength(1);
  });

  it.each([
    ["another site's page", { origin: "https://evil.example" }],
    ["a frame of another site", { crossOrigin: true }],
    ["another challenge", { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
    ["an authenticator that did not verify its user", { userVerified: false }],
  ])("400 for one of %s", async (_title, twist) => {
    const { browser } = await signedInUser();
    const { challenge_token, options } = (await browser.call(`POST ${account}/passkeys/options`)).json;
    const body = { challenge_token, name: "X", credential: createSoftwareAuthenticator().create(options, twist) };
    expect((await browser.call(`POST ${account}/passkeys`, { body })).status).toBe(400);
    expect((await factorsOf(browser)).passkeys).toEqual([]);
  });

  it("409 for a challenge of another session of the same user, of another user, and for a used one", async () => {
    const { user, browser } = await signedInUser();
    const other = newBrowser();
    await signInOnPage(other, user.email);
    const { browser: stranger } = await signedInUser();
    const { challenge_token, options } = (await browser.call(`POST ${account}/passkeys/options`)).json;
    const credential = createSoftwareAuthenticator().create(options);
    const body = { challenge_token, name: "X", credential };
    for (const by of [other, stranger]) {
      expect((await by.call(`POST ${account}/passkeys`, { body })).status).toBe(409);
    }
    expect((await browser.call(`POST ${account}/passkeys`, { body })).status).toBe(201);
    expect((await browser.call(`POST ${account}/passkeys`, { body })).status).toBe(409);
  });

  it("409 for a passkey that is somebody's already", async () => {
    const { authenticator } = await withPasskey();
    const { browser } = await signedInUser();
    expect((await addPasskey(browser, authenticator)).status).toBe(409);
  });
});

describe("signing in with a passkey", () => {
  it("says by itself whose it is, and needs neither password nor code", async () => {
    const { user, browser, authenticator } = await withPasskey();
    const visitor = newBrowser();
    const answer = await signInWithPasskey(visitor, authenticator);
    expect([answer.status, answer.json]).toEqual([200, { location: "/dashboard" }]);
    expect(await whoIs(visitor)).toBe(user.id);
    expect((await factorsOf(browser)).passkeys[0].last_used_at).not.toBeNull();
    const sessions = await open().database.prisma.session.findMany({ where: { userId: user.id, kind: "dashboard" } });
    expect(sessions.map(({ methods }) => methods.join()).toSorted()).toEqual(["hwk", "pwd"]);
  });

  it("is given a challenge of 256 random bits of its own, as adding one and a second step are", async () => {
    const { user, browser } = await withPasskey();
    const added = (await browser.call(`POST ${account}/passkeys/options`)).json.options;
    const credentials = { email: user.email, password: testPassword };
    const second = (await callApi("POST /api/auth/login", { body: credentials })).json.passkey_options;
    const given = [await challengeOf(newBrowser()), await challengeOf(newBrowser()), added, second];
    const challenges = given.map(({ challenge }) => Buffer.from(challenge, "base64url"));
    expect(challenges.map(({ length }) => length)).toEqual([32, 32, 32, 32]);
    expect(new Set(challenges.map((bytes) => bytes.toString("hex"))).size).toBe(4);
  });

  it("takes a challenge once, from the browser that it was given to", async () => {
    const { authenticator } = await withPasskey();
    const [victim, attacker] = [newBrowser(), newBrowser()];
    const options = await challengeOf(victim);
    await challengeOf(attacker);
    const passkey = authenticator.get(options);
    expect((await show(attacker, passkey)).status).toBe(401);
    const cookie = victim.cookies.get("latchkey.passkey") ?? "";
    expect((await show(victim, passkey)).status).toBe(200);
    victim.cookies.set("latchkey.passkey", cookie);
    expect((await show(victim, authenticator.get(options))).status).toBe(401);
  });

  it("opens one of two sign-ins that answer one challenge at once", async () => {
    const { authenticator } = await withPasskey();
    const browser = newBrowser();
    const options = await challengeOf(browser);
    const answers = await Promise.all([
      show(browser, authenticator.get(options)),
      show(browser, authenticator.get(options)),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
  });

  it("is over after five minutes", async () => {
    const { authenticator } = await withPasskey();
    const browser = newBrowser();
    const options = await challengeOf(browser);
    clock.advance(5 * 60_000);
    expect((await show(browser, authenticator.get(options))).status).toBe(401);
  });

  it.each([
    ["another site's page", { origin: "https://evil.example" }],
    ["a frame of another site", { crossOrigin: true }],
    ["a challenge of the attacker's own", { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
    ["an authenticator that did not verify its user", { userVerified: false }],
    ["a copy whose counter stood still", { counter: 1 }],
    ["another user's handle", { userHandle: Buffer.from("somebody-else").toString("base64url") }],
  ])("401 for what comes of %s", async (_title, twist) => {
    const { authenticator } = await withPasskey();
    const browser = newBrowser();
    expect((await show(browser, authenticator.get(await challengeOf(browser), twist))).status).toBe(401);
    expect((await browser.call(`GET ${account}`)).status).toBe(401);
  });

  it("works for passkeys without a counter, as those are that devices copy to each other", async () => {
    const { user, browser } = await signedInUser();
    const authenticator = createSoftwareAuthenticator({ hasCounter: false });
    await addPasskey(browser, authenticator);
    for (let time = 0; time < 2; time++) {
      const visitor = newBrowser();
      expect((await signInWithPasskey(visitor, authenticator)).status).toBe(200);
      expect(await whoIs(visitor)).toBe(user.id);
    }
  });

  it("401 for a challenge that was given to add a passkey", async () => {
    const { browser, authenticator } = await withPasskey();
    const { challenge_token, options } = (await browser.call(`POST ${account}/passkeys/options`)).json;
    const visitor = newBrowser();
    visitor.cookies.set("latchkey.passkey", challenge_token);
    const passkey = authenticator.get({ ...options, rpId: options.rp.id });
    expect((await show(visitor, passkey)).status).toBe(401);
  });

  it("ends the session that the browser had, and begins another (session fixation)", async () => {
    const { user, authenticator } = await withPasskey();
    const { user: before, browser } = await signedInUser();
    const planted = newBrowser();
    planted.cookies.set("next-auth.session-token", browser.cookies.get("next-auth.session-token") ?? "");
    expect(await whoIs(planted)).toBe(before.id);
    await signInWithPasskey(browser, authenticator);
    expect(await whoIs(browser)).toBe(user.id);
    expect((await planted.call(`GET ${account}`)).status).toBe(401);
  });

  it("lets nobody in who is suspended", async () => {
    const { user, authenticator } = await withPasskey();
    await open().database.prisma.user.update({ where: { id: user.id }, data: { suspendedAt: new Date(clock.now()) } });
    const browser = newBrowser();
    expect((await signInWithPasskey(browser, authenticator)).status).toBe(403);
    expect((await browser.call(`GET ${account}`)).status).toBe(401);
  });
});

describe("a passkey as second factor", () => {
  it("is asked for after the password, which never suffices alone (downgrade)", async () => {
    const { user, browser } = await withPasskey();
    await addApp(browser, clock.now());
    expect((await firstStep(user)).methods).toEqual(["totp", "passkey", "recovery_code"]);
    const visitor = newBrowser();
    expect((await signInOnPage(visitor, user.email)).status).toBe(401);
    expect((await visitor.call(`GET ${account}`)).status).toBe(401);
  });

  it("answers the challenge that the first step gave", async () => {
    const { user, authenticator } = await withPasskey();
    const { mfa_token, passkey_options } = await firstStep(user);
    expect(passkey_options.allowCredentials).toHaveLength(1);
    const done = await finish(mfa_token, authenticator.get(passkey_options));
    expect([done.status, done.json.user?.id]).toEqual([200, user.id]);
  });

  it("401 for somebody else's passkey, and for a challenge of another sign-in (cross-account)", async () => {
    const [one, other] = [await withPasskey(), await withPasskey()];
    const [ofOne, ofOther] = [await firstStep(one.user), await firstStep(other.user)];
    expect((await finish(ofOne.mfa_token, other.authenticator.get(ofOne.passkey_options))).status).toBe(401);
    expect((await finish(ofOne.mfa_token, one.authenticator.get(ofOther.passkey_options))).status).toBe(401);
    const again = await firstStep(one.user);
    expect((await finish(again.mfa_token, one.authenticator.get(ofOne.passkey_options))).status).toBe(401);
    expect((await finish(again.mfa_token, one.authenticator.get(again.passkey_options))).status).toBe(200);
  });

  it("401 where its challenge was never drawn: the passkey was added after the first step", async () => {
    const { user, browser } = await signedInUser();
    await addApp(browser, clock.now());
    const { mfa_token } = await firstStep(user);
    const authenticator = createSoftwareAuthenticator();
    await addPasskey(browser, authenticator);
    const passkey = authenticator.get({ challenge: "null", rpId: "localhost" });
    expect((await finish(mfa_token, passkey)).status).toBe(401);
  });
});

describe("renaming and removing", () => {
  it("changes the name of the user's own, and 404 for anybody else's", async () => {
    const { user, browser } = await withPasskey();
    const { browser: stranger } = await signedInUser();
    const { id } = (await factorsOf(browser)).passkeys[0];
    const renamed = await browser.call(`PATCH ${account}/passkeys/${id}`, { body: { name: "Desk" } });
    expect(renamed.json).toMatchObject({ id, name: "Desk" });
    expect((await stranger.call(`PATCH ${account}/passkeys/${id}`, { body: { name: "Mine" } })).status).toBe(404);
    expect((await stranger.call(`DELETE ${account}/passkeys/${id}`)).status).toBe(404);
    expect((await factorsOf(browser)).passkeys[0].name).toBe("Desk");
    const events = await open().database.prisma.event.findMany({ where: { type: "user.passkey_renamed" } });
    expect(events).toMatchObject([
      { organizationId: user.id, actorId: user.id, data: { name: "Desk", outcome: "success" } },
    ]);
  });

  it("ends the other sessions and what the passkey opened; recovery codes go with the last factor", async () => {
    const { user, browser, authenticator } = await withPasskey();
    const visitor = newBrowser();
    await signInWithPasskey(visitor, authenticator);
    const { id } = (await factorsOf(browser)).passkeys[0];
    expect((await browser.call(`DELETE ${account}/passkeys/${id}`)).status).toBe(204);
    expect((await visitor.call(`GET ${account}`)).status).toBe(401);
    expect((await signInWithPasskey(newBrowser(), authenticator)).status).toBe(401);
    expect(await factorsOf(browser)).toMatchObject({ passkeys: [], recovery_codes_left: null });
    expect((await firstStep(user)).access_token).toEqual(expect.any(String));
  });

  it("409 for the last way in; a passkey is one when the provider is given up", async () => {
    const browser = newBrowser();
    const persona = { login: `only-${Date.now()}`, name: "P", email: `p-${Date.now()}@example.test`, verified: true };
    const started = await browser.call("GET /api/auth/github");
    await browser.call(await browser.answerProvider(started.headers.get("location") ?? "", persona));
    const giveUp = () => browser.call(`DELETE ${account}/identities/github`);
    expect((await giveUp()).status).toBe(409);
    await addPasskey(browser, createSoftwareAuthenticator());
    await addPasskey(browser, createSoftwareAuthenticator());
    expect((await giveUp()).status).toBe(204);
    expect((await factorsOf(browser)).passkey_is_only_way_in).toBe(false);
    const statuses = await Promise.all(
      (await factorsOf(browser)).passkeys.map(
        async ({ id }: { id: string }) => (await browser.call(`DELETE ${account}/passkeys/${id}`)).status,
      ),
    );
    expect(statuses.toSorted()).toEqual([204, 409]);
    // The page says so, instead of offering what is refused.
    expect(await factorsOf(browser)).toMatchObject({ passkeys: [{}], passkey_is_only_way_in: true });
  });

  it("asks for a sign-in within the last ten minutes, as adding does", async () => {
    const { browser } = await withPasskey();
    const { id } = (await factorsOf(browser)).passkeys[0];
    clock.advance(10 * 60_000 + 1_000);
    for (const target of [
      `DELETE ${account}/passkeys/${id}`,
      `POST ${account}/passkeys/options`,
      `POST ${account}/authenticator`,
      `DELETE ${account}/authenticator`,
      `POST ${account}/recovery-codes`,
    ]) {
      expect([target, (await browser.call(target)).status]).toEqual([target, 403]);
    }
  });
});

it("409 for passkeys where the deployment's address is a bare IP address, for which browsers make none", async () => {
  const { browser } = await signedInUser();
  const { settings } = open();
  const before = settings.publicUrl;
  Object.assign(settings, { publicUrl: "http://192.0.2.1:3000" });
  try {
    expect((await browser.call(`POST ${account}/passkeys/options`)).status).toBe(409);
    expect((await factorsOf(browser)).passkeys_possible).toBe(false);
  } finally {
    Object.assign(settings, { publicUrl: before });
  }
});
