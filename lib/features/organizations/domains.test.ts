import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { issueOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { type ApiBrowser, createApiBrowser } from "@/lib/testing/api-browser";
import { callApi, type Json } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { askForAddress, changeAddress, confirmAddress, mailsTo } from "@/lib/testing/email-changes";
import { createUser, proveAddress, type TestUser, testPassword } from "@/lib/testing/factories";
import { newBrowser, signInOnPage } from "@/lib/testing/factors";
import { startNameServer } from "@/lib/testing/name-server";
import { startOidcProvider } from "@/lib/testing/oidc-provider";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

/** What the DNS says: TXT records by name, or null for servers that are silent. */
let zone: Record<string, string[]> | null = {};
const dns = await startNameServer(
  () => [],
  (name) => zone && (zone[name] ?? []),
);
const client = { clientId: "stand-in-company", clientSecret: "stand-in-company-secret" };
const acme = await startOidcProvider({ client, callback: "oidc", title: "Acme" });
const other = await startOidcProvider({ client, callback: "oidc-2", title: "Other" });
afterAll(() => Promise.all([dns.close(), acme.close(), other.close()]));

const oidc = [
  { id: "oidc", issuer: acme.url, ...client, label: "Acme", domains: [] },
  { id: "oidc-2", issuer: other.url, ...client, label: "Other", domains: ["other.test"] },
];
const { clock, open } = useTestRuntime({ settings: { dnsServers: [dns.address], oidc } });

beforeEach(() => {
  // next-auth's own cookies live by the real clock.
  clock.set(Date.now());
  zone = {};
});

const path = "/api/dashboard/v1/organization/domains";
const newDomain = (under = "test") => `${randomUUID().slice(0, 8)}.${under}`;

/** Somebody who has just signed in to the dashboard, and calls it. */
async function inDashboard(user: TestUser) {
  const headers = await dashboardHeaders(user);
  return (target: string, body?: object) => callApi(target, { headers, ...(body ? { body } : {}) });
}
type Caller = Awaited<ReturnType<typeof inDashboard>>;

async function claim(call: Caller, domain: string): Promise<Json> {
  return (await call(`POST ${path}`, { domain })).json;
}

/** The domain as it is once its DNS says what it must. */
async function prove(call: Caller, domain: string): Promise<Json> {
  const claimed = await claim(call, domain);
  zone = { ...zone, [claimed.record.name]: [claimed.record.value] };
  return (await call(`POST ${path}/${claimed.id}/verify`)).json;
}

const personaOf = (email: string) => ({ account: email, name: "Ada", email, verified: true });

let browsers = 0;

async function signInAt(provider: string, email: string): Promise<{ browser: ApiBrowser; location: string }> {
  const browser = createApiBrowser(`192.0.2.${++browsers}`);
  const started = await browser.call(`GET /api/auth/oidc/${provider}`);
  const back = await browser.answerProvider(started.headers.get("location") ?? "", personaOf(email));
  return { browser, location: (await browser.call(back)).headers.get("location") ?? "" };
}

const login = (email: string) =>
  callApi("POST /api/auth/login", { body: { email, password: testPassword }, address: `192.0.2.${++browsers}` });

describe("claiming a domain", () => {
  it("takes any form of it, tells the record that proves it, and lets nothing follow from the claim alone", async () => {
    const call = await inDashboard(await createUser());
    const name = randomUUID().slice(0, 8);
    const answer = await call(`POST ${path}`, { domain: ` ${name.toUpperCase()}.München.test ` });
    expect(answer.status).toBe(201);
    const domain = `${name}.xn--mnchen-3ya.test`;
    expect(answer.json).toMatchObject({
      domain,
      record: {
        name: `_latchkey-challenge.${domain}`,
        value: expect.stringMatching(/^latchkey-domain-verification=\w{32}$/),
      },
      verified_at: null,
      required_provider: null,
    });
    const required = await call(`PATCH ${path}/${answer.json.id}`, { required_provider: "oidc" });
    expect([required.status, required.json.error.code]).toEqual([409, "CONFLICT"]);
    expect((await claim(call, domain)).error.code).toBe("CONFLICT");
  });

  it.each(["", "localhost", "a b.test", "127.0.0.1", "example.test/path", "@example.test", "-.test"])(
    "refuses %j, which no address has",
    async (domain) => {
      const call = await inDashboard(await createUser());
      expect((await call(`POST ${path}`, { domain })).status).toBe(400);
    },
  );

  it("is an owner's alone, and nobody else sees, proves or removes it", async () => {
    const { owner, admin } = await createTeam();
    const actingFor = async (user: TestUser) => {
      const call = await inDashboard(user);
      await call("PUT /api/dashboard/user/organization", { organization_id: owner.principal.organizationId });
      return call;
    };
    const [asOwner, asAdmin] = [await actingFor(owner), await actingFor(admin)];
    expect((await asAdmin(`POST ${path}`, { domain: newDomain() })).status).toBe(403);
    const { id } = await claim(asOwner, newDomain());
    const stranger = await inDashboard(await createUser());
    for (const target of [`POST ${path}/${id}/verify`, `DELETE ${path}/${id}`]) {
      expect([target, (await stranger(target)).status]).toEqual([target, 404]);
    }
    expect((await stranger(`PATCH ${path}/${id}`, { required_provider: null })).status).toBe(404);
    expect((await stranger(`GET ${path}`)).json.data).toEqual([]);
    expect((await asAdmin(`GET ${path}`)).json.data).toEqual([expect.objectContaining({ id })]);
  });
});

describe("proving a domain", () => {
  it("takes the claimant's own record, and neither another's, a similar one nor one of another name", async () => {
    const call = await inDashboard(await createUser());
    const { id, domain, record } = await claim(call, newDomain());
    const verify = () => call(`POST ${path}/${id}/verify`);
    expect((await verify()).status).toBe(409);
    zone = { [record.name]: [`${record.value}x`, record.value.slice(1)], [domain]: [record.value] };
    expect((await verify()).status).toBe(409);
    zone = { [record.name]: ["v=spf1 -all", record.value] };
    expect((await verify()).json.verified_at).toBe(new Date(clock.now()).toISOString());
    // Once proved it stays so.
    zone = {};
    expect((await verify()).status).toBe(200);
    const told = await open().database.prisma.event.findMany({
      where: { type: "organization.domain_checked", subjectId: id },
      orderBy: { id: "asc" },
    });
    const outcomes = told.map(({ data }) => Reflect.get(Object(data), "outcome"));
    expect(outcomes.toSorted()).toEqual(["failure", "failure", "success"]);
  });

  it("gives a proved domain to no later claimant, whatever its DNS says then, until it is given up", async () => {
    const domain = newDomain();
    const [first, second] = [await inDashboard(await createUser()), await inDashboard(await createUser())];
    // Claimed before the first had proved it.
    const late = await claim(second, domain);
    const { id } = await prove(first, domain);
    zone = { [late.record.name]: [late.record.value] };
    const taken = await second(`POST ${path}/${late.id}/verify`);
    expect([taken.status, taken.json.error.message]).toEqual([409, expect.stringContaining("Another organization")]);
    const third = await inDashboard(await createUser());
    expect((await third(`POST ${path}`, { domain })).status).toBe(409);
    expect((await first(`DELETE ${path}/${id}`)).status).toBe(204);
    expect((await second(`POST ${path}/${late.id}/verify`)).status).toBe(200);
  });

  it("gives it to one of two that prove it at once", async () => {
    const domain = newDomain();
    const calls = [await inDashboard(await createUser()), await inDashboard(await createUser())];
    const claims = await Promise.all(calls.map((call) => claim(call, domain)));
    zone = { [claims[0].record.name]: claims.map(({ record }) => record.value) };
    const answers = await Promise.all(calls.map((call, index) => call(`POST ${path}/${claims[index].id}/verify`)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it("says that name servers are silent, within a bounded time", async () => {
    const call = await inDashboard(await createUser());
    const { id } = await claim(call, newDomain());
    zone = null;
    const begunMs = performance.now();
    expect((await call(`POST ${path}/${id}/verify`)).status).toBe(503);
    expect(performance.now() - begunMs).toBeLessThan(8_000);
  });
});

describe("a domain that requires a provider", () => {
  /** An owner of a proved domain who signs in with Acme, and requires it of all. */
  async function required() {
    const domain = newDomain("xn--mnchen-3ya.test");
    const colleague = await proveAddress(await createUser({ email: `grace@${domain}` }));
    const owner = await proveAddress(await createUser({ email: `ada@${domain}` }));
    const call = await inDashboard(owner);
    const { id } = await prove(call, domain);
    const change = () => call(`PATCH ${path}/${id}`, { required_provider: "oidc" });
    expect((await change()).status).toBe(409);
    const { browser } = await signInAt("oidc", owner.email);
    expect((await change()).json.required_provider).toEqual({ id: "oidc", label: "Acme", configured: true });
    return { domain, owner, colleague, call, id, browser };
  }

  it("lets its addresses in by that provider alone, and others as before", async () => {
    const { colleague, call, id } = await required();
    const refused = await login(colleague.email);
    expect([refused.status, refused.json.error.code]).toEqual([403, "FORBIDDEN"]);
    const wrong = await callApi("POST /api/auth/login", { body: { email: colleague.email, password: "wrong guess" } });
    expect(wrong.status).toBe(401);
    const { browser, location } = await signInAt("oidc", colleague.email);
    expect([location, (await browser.call("GET /api/dashboard/account")).json.id]).toEqual([
      "/dashboard",
      colleague.id,
    ]);
    expect((await login((await createUser()).email)).status).toBe(200);
    expect((await call(`PATCH ${path}/${id}`, { required_provider: null })).status).toBe(200);
    expect((await login(colleague.email)).status).toBe(200);
  });

  it("ends the sessions of its addresses that began in another way, and none that the provider began or that asks", async () => {
    const { colleague, owner, call, browser } = await required();
    expect((await callApi("GET /api/user/me", { token: colleague.token })).status).toBe(401);
    expect((await callApi("GET /api/user/me", { token: owner.token })).status).toBe(401);
    expect((await browser.call("GET /api/dashboard/account")).status).toBe(200);
    expect((await call("GET /api/dashboard/account")).status).toBe(200);
  });

  it("lets nobody register with its addresses in another way, nor change theirs to get around it", async () => {
    const { domain, owner } = await required();
    const body = { email: `new@${domain}`, password: testPassword };
    const refused = await callApi("POST /api/auth/register", { body, address: `192.0.2.${++browsers}` });
    expect([refused.status, refused.json.reason]).toEqual([403, "provider_required"]);
    const { location } = await signInAt("oidc", `new@${domain}`);
    expect(location).toBe("/dashboard");
    const { browser } = await signInAt("oidc", owner.email);
    const asked = { email: `${randomUUID()}@private.test` };
    expect((await browser.call("POST /api/dashboard/account/email", { body: asked })).status).toBe(409);
    expect(await open().database.prisma.mail.count({ where: { recipient: asked.email } })).toBe(0);
  });

  it("is not passed by moving into the domain with a mailbox there; its provider takes somebody in", async () => {
    const { domain } = await required();
    const outside = await proveAddress(await createUser());
    const asking = newBrowser();
    await signInOnPage(asking, outside.email);
    const email = `eve@${domain}`;
    const refused = await askForAddress(asking, email);
    expect([refused.status, await mailsTo(email)]).toEqual([409, []]);
    // The wish was older than the requirement.
    const wish = { from: outside.email, to: email, by: null };
    const { token } = await open().database.prisma.$transaction((tx) =>
      issueOneTimeToken(tx, { purpose: "email change", userId: outside.id, lifetimeMs: 60_000, data: wish }),
    );
    expect((await confirmAddress(asking, token)).status).toBe(409);
    const begun = await asking.call("POST /api/dashboard/account/identities/oidc");
    await asking.call(await asking.answerProvider(begun.json.url, personaOf(email)));
    expect((await askForAddress(asking, email)).status).toBe(409);
    const { browser } = await signInAt("oidc", email);
    await changeAddress(browser, email);
    expect((await asking.call("GET /api/dashboard/account")).status).toBe(401);
    expect((await browser.call("GET /api/dashboard/account")).json.email).toBe(email);
  });

  it("keeps the sessions that its provider began, and ends those of another one in its place and of addresses in another script", async () => {
    const { domain, colleague, call, id } = await required();
    const { browser: kept } = await signInAt("oidc", colleague.email);
    const { prisma } = open().database;
    const began = await prisma.session.findMany({ where: { userId: colleague.id } });
    expect(began.map(({ methods }) => methods)).toEqual([[`oidc:${acme.url}`]]);
    const change = (required_provider: string | null) => call(`PATCH ${path}/${id}`, { required_provider });
    expect((await change(null)).status).toBe(200);
    const { browser: former } = await signInAt("oidc", colleague.email);
    const where = { userId: colleague.id, id: { notIn: began.map((session) => session.id) } };
    await prisma.session.updateMany({ where, data: { methods: [`oidc:${other.url}`] } });
    const elsewhere = await createUser();
    const stored = domain.replace(".xn--mnchen-3ya.test", ".münchen.test");
    await prisma.user.update({ where: { id: elsewhere.id }, data: { email: `old@${stored}` } });
    expect((await change("oidc")).status).toBe(200);
    expect((await kept.call("GET /api/dashboard/account")).status).toBe(200);
    expect((await former.call("GET /api/dashboard/account")).status).toBe(401);
    expect((await callApi("GET /api/user/me", { token: elsewhere.token })).status).toBe(401);
  });

  it("is met by no provider that came to its place in the settings, and stays when it is configured no more", async () => {
    const { colleague, call } = await required();
    const [first, second] = oidc.splice(0, 2);
    if (!first || !second) throw new Error("two providers are configured");
    try {
      oidc.push({ ...second, id: "oidc", domains: [] });
      expect((await login(colleague.email)).status).toBe(403);
      const [listed] = (await call(`GET ${path}`)).json.data;
      expect(listed.required_provider).toMatchObject({ configured: false, label: new URL(acme.url).host });
    } finally {
      oidc.splice(0, oidc.length, first, second);
    }
  });

  it("must be one that is configured and believed about the domain", async () => {
    const owner = await createUser();
    const call = await inDashboard(owner);
    const { id } = await prove(call, newDomain());
    const change = (provider: string) => call(`PATCH ${path}/${id}`, { required_provider: provider });
    expect((await change("github")).status).toBe(400);
    expect((await change("oidc-2")).status).toBe(409);
  });
});
