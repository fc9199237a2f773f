import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiBrowser, createApiBrowser } from "@/lib/testing/api-browser";
import { createUser, proveAddress } from "@/lib/testing/factories";
import { type OidcFaults, type OidcPersona, startOidcProvider } from "@/lib/testing/oidc-provider";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const client = { clientId: "stand-in-company", clientSecret: "stand-in-company-secret" };
const faults: OidcFaults = {};
const acme = await startOidcProvider({ client, callback: "oidc", title: "Acme", faults });
const globex = await startOidcProvider({ client, callback: "oidc-2", title: "Globex" });
afterAll(() => Promise.all([acme.close(), globex.close()]));

const first = { id: "oidc", issuer: acme.url, ...client, label: "Acme", domains: ["acme.test"] };
const second = { id: "oidc-2", issuer: globex.url, ...client, label: "Globex", domains: [] };
const oidc = [first, second];
const { clock, open } = useTestRuntime({ settings: { oidc } });

let browsers = 0;
const newBrowser = () => createApiBrowser(`192.0.2.${++browsers}`);

beforeEach(() => {
  // next-auth's own cookies live by the real clock.
  clock.set(Date.now());
  oidc.splice(0, oidc.length, first, second);
  delete faults.claims;
  delete faults.wrongKey;
});

function newPersona(change: Partial<OidcPersona> = {}): OidcPersona {
  const account = randomUUID();
  return { account, name: "Ada", email: `${account}@acme.test`, verified: true, ...change };
}

async function signIn(browser: ApiBrowser, persona: OidcPersona, provider = "oidc"): Promise<string> {
  const started = await browser.call(`GET /api/auth/oidc/${provider}`);
  const back = await browser.answerProvider(started.headers.get("location") ?? "", persona);
  return (await browser.call(back)).headers.get("location") ?? "";
}

async function userId(browser: ApiBrowser): Promise<string | null> {
  const { status, json } = await browser.call("GET /api/dashboard/account");
  return status === 200 ? json.id : null;
}

const methodsOf = async (browser: ApiBrowser) =>
  (await browser.call("GET /api/dashboard/account/identities")).json.data as { provider: string; label: string }[];

describe("sign-in with a company's own provider", () => {
  it("believes a provider with domains nothing about addresses of others, whatever it says of them", async () => {
    const local = await proveAddress(await createUser({ email: `${randomUUID()}@elsewhere.test` }));
    const browser = newBrowser();
    expect(await signIn(browser, newPersona({ email: local.email }))).toMatch(/error=email_unverified/);
    expect(await userId(browser)).toBeNull();
    // Nor below its domains.
    expect(await signIn(newBrowser(), newPersona({ email: "ada@evil.acme.test" }))).toMatch(/error=email_unverified/);
    const welcome = newBrowser();
    await signIn(welcome, newPersona({ email: local.email }), "oidc-2");
    expect(await userId(welcome)).toBe(local.id);
  });

  it("tells two providers' accounts with the same subject apart", async () => {
    const persona = newPersona();
    const [one, other] = [newBrowser(), newBrowser()];
    await signIn(one, persona);
    await signIn(other, { ...persona, email: `other-${persona.email}` }, "oidc-2");
    expect(await userId(other)).not.toBe(await userId(one));
  });

  it("gives another issuer in the same place of the settings none of the accounts of the one before", async () => {
    const persona = newPersona();
    const before = newBrowser();
    await signIn(before, persona);
    oidc.splice(0, oidc.length, { ...second, id: "oidc" });
    const browser = newBrowser();
    const started = await browser.call("GET /api/auth/oidc/oidc");
    expect(started.headers.get("location")).toContain(globex.url);
    // Who signed in with the former one sees that it is still connected, and may give it up once another way is there.
    const method = (await methodsOf(before)).find(({ label }) => label === new URL(acme.url).host);
    expect(method).toMatchObject({ configured: false, connected: { email: persona.email } });
    const refused = await before.call(`DELETE /api/dashboard/account/identities/${method?.provider}`);
    expect([refused.status, refused.json.error.code]).toEqual([409, "CONFLICT"]);
    await open().database.prisma.user.update({ where: { email: persona.email }, data: { passwordHash: "set" } });
    expect((await before.call(`DELETE /api/dashboard/account/identities/${method?.provider}`)).status).toBe(204);
    expect((await methodsOf(before)).map(({ label }) => label)).toEqual(["Globex"]);
  });

  it("reads the address from the userinfo endpoint where the id_token holds none", async () => {
    faults.claims = ({ email: _email, email_verified: _verified, ...claims }) => claims;
    const persona = newPersona();
    const browser = newBrowser();
    expect(await signIn(browser, persona)).toBe("/dashboard");
    const user = await open().database.prisma.user.findUniqueOrThrow({ where: { email: persona.email } });
    expect(await userId(browser)).toBe(user.id);
  });

  it("confirms who is there only by a sign-in at the provider that came after it was asked for one", async () => {
    const persona = newPersona();
    const browser = newBrowser();
    clock.set(Date.now() - 11 * 60_000);
    await signIn(browser, persona);
    clock.set(Date.now());
    const begin = async () => (await browser.call("POST /api/dashboard/confirm/providers/oidc")).json.url as string;
    const confirm = async () =>
      (await browser.call(await browser.answerProvider(await begin(), persona))).headers.get("location");
    const asked = new URL(await begin()).searchParams;
    expect([asked.get("prompt"), asked.get("max_age")]).toEqual(["login", "0"]);
    faults.claims = ({ auth_time: _at, ...claims }) => claims;
    expect(await confirm()).toBe("/confirmed?error=not_asked_again");
    faults.claims = (claims) => ({ ...claims, auth_time: Math.floor(Date.now() / 1000) - 3_600 });
    expect(await confirm()).toBe("/confirmed?error=not_asked_again");
    const isConfirmed = async () => (await browser.call("DELETE /api/dashboard/account")).status;
    expect(await isConfirmed()).toBe(403);
    delete faults.claims;
    expect(await confirm()).toBe("/confirmed");
    expect(await isConfirmed()).toBe(204);
  });

  it.each<[string, OidcFaults]>([
    ["another nonce", { claims: (claims) => ({ ...claims, nonce: "other" }) }],
    ["another audience", { claims: (claims) => ({ ...claims, aud: "someone-else" }) }],
    ["another issuer", { claims: (claims) => ({ ...claims, iss: "https://evil.example.test" }) }],
    ["an expiry in the past", { claims: (claims) => ({ ...claims, exp: 1 }) }],
    ["another subject than userinfo's", { claims: ({ email: _email, ...claims }) => ({ ...claims, sub: "other" }) }],
    ["a key that is not the provider's", { wrongKey: true }],
  ])("takes no id_token with %s", async (_title, fault) => {
    Object.assign(faults, fault);
    const browser = newBrowser();
    expect(await signIn(browser, newPersona())).toMatch(/error=provider_failed/);
    expect(await userId(browser)).toBeNull();
  });

  it("takes `email_verified` for a yes only when it is true, and a return to the place of another provider for none", async () => {
    faults.claims = (claims) => ({ ...claims, email_verified: "true" });
    expect(await signIn(newBrowser(), newPersona())).toMatch(/error=email_unverified/);
    const browser = newBrowser();
    const started = await browser.call("GET /api/auth/oidc/oidc");
    const back = await browser.answerProvider(started.headers.get("location") ?? "", newPersona());
    const elsewhere = await browser.call(back.replace("/callback/oidc", "/callback/oidc-2"));
    expect(elsewhere.headers.get("location")).toMatch(/error=state_mismatch/);
  });

  it.each(["oidc-3", "acme", "oidc-1", "github"])("answers 404 for %s, which is not configured", async (provider) => {
    expect((await newBrowser().call(`GET /api/auth/oidc/${provider}`)).status).toBe(404);
    expect((await newBrowser().call(`GET /api/auth/callback/${provider}?code=x&state=y`)).status).toBe(404);
  });
});
