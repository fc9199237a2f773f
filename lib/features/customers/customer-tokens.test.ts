import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import type { OpenRuntime } from "@/lib/open-runtime";
import { type ApiCall, callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { startOidcIssuer } from "@/lib/testing/oidc-issuer";
import { openBeside, openInPlace, useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
const now = () => clock.now();
/** Its tokens hold what it is configured with; what they name themselves; makes nobody; another organization's. */
const issuer = await startOidcIssuer({ now });
const naming = await startOidcIssuer({ now });
const closed = await startOidcIssuer({ now });
const others = await startOidcIssuer({ now });
/** Names an organization that is not there. */
const lost = await startOidcIssuer({ now });
const issuers = [issuer, naming, closed, others, lost];

const document: CatalogueDocument = {
  version: 1,
  products: {
    images: {
      label: "Images",
      keys: { production: "img_live_", development: "img_test_" },
      scopes: [
        { id: "images:read", description: "See them" },
        { id: "images:write", description: "Change them" },
      ],
      limits: { free: { per_minute: 60, burst: 20 }, pro: { per_minute: 600, burst: 50 } },
    },
  },
};
const granted = [
  "images:read",
  "prompts:read",
  "organization:read",
  "keys:verify",
  "manage:keys:write",
  "nothing:such",
];

let admin: TestUser;
let stranger: TestUser;
let backend: string;
let serving: OpenRuntime;
let beside: OpenRuntime;
beforeAll(async () => {
  admin = await createUser({ plan: "enterprise" });
  stranger = await createUser({ plan: "enterprise" });
  await makeInstanceAdmin(stranger);
  await applyCatalogue(admin.principal, { document, note: "", allow_ending: false });
  const trusted = (one: { issuer: string }, organizationId: string, scopes: string[] | null, createsUsers = true) => ({
    issuer: one.issuer,
    audience: null,
    jwksUri: null,
    createsUsers,
    customers: { organizationId, scopes },
  });
  const own = admin.principal.organizationId;
  serving = await openInPlace(open(), {
    trustedIssuers: [
      trusted(issuer, own, granted),
      trusted(naming, own, null),
      trusted(closed, own, granted, false),
      trusted(others, stranger.principal.organizationId, granted),
      trusted(lost, "org_of_nobody", granted),
    ],
  });
  beside = await openBeside(serving);
  const scopes = ["manage:customers:read", "manage:customers:write", "manage:keys:write"];
  backend = (await createManagementKey(admin.principal, { name: "Backend", scopes })).key;
});
afterAll(async () => {
  await beside.close();
  await serving.close();
  await Promise.all(issuers.map((one) => one.stop()));
});
// What others used up of the organization's limits comes back.
beforeEach(() => clock.advance(60_000));

const path = "/api/v1/customers";
const send = (target: string, body?: object, call: ApiCall = {}) =>
  callApi(target, { token: backend, ...(body ? { body } : {}), ...call });
const ask = (token: string, query = "?product=images") => callApi(`GET /api/v1/forward-auth${query}`, { token });
const passes = async (token: string) => (await ask(token)).status;
const customerOf = async (externalId: string): Promise<Json> =>
  (await send(`GET ${path}?external_id=${encodeURIComponent(externalId)}`)).json.data[0];
const verdictOf = async (key: string, more: object = {}, token = admin.token): Promise<Json> =>
  (await callApi("POST /api/v1/keys/verify", { token, body: { key, product: "images", ...more } })).json.data;

describe("a token of an issuer whose subjects are an organization's customers", () => {
  it("acts as the customer of that external_id, who is told as for their keys, to services, proxies and themselves", async () => {
    const made = await send(`POST ${path}`, {
      external_id: "user_1",
      name: "Ada",
      metadata: { tier: "gold" },
      plans: { images: "pro" },
    });
    const token = issuer.token("user_1");
    const customer = { id: made.json.data.id, external_id: "user_1", name: "Ada", metadata: { tier: "gold" } };
    expect(await verdictOf(token, { scopes: ["images:read"] })).toMatchObject({
      valid: true,
      kind: "external-jwt",
      ownerId: null,
      organizationId: admin.principal.organizationId,
      plan: "pro",
      customer,
      scopes: ["images:read", "prompts:read"],
      expiresAt: new Date(Math.floor(now() / 1000) * 1000 + 60_000).toISOString(),
    });
    const { headers } = await ask(token, "?product=images&metadata=true");
    expect(headers.get("x-latchkey-customer")).toBe(customer.id);
    expect(headers.get("x-latchkey-external-id")).toBe("user_1");
    expect(headers.get("x-latchkey-user")).toBe("");
    expect(JSON.parse(headers.get("x-latchkey-metadata") ?? "")).toEqual({ tier: "gold" });
    const { status, json } = await callApi("GET /api/v1/whoami", { token });
    expect([status, json.data]).toMatchObject([
      200,
      { kind: "external-jwt", id: customer.id, user: null, customer: { id: customer.id, external_id: "user_1" } },
    ]);
  });

  it("makes its customer on first sight, once for all that come first in several processes, and the audit log says who", async () => {
    const subject = `new_${randomUUID()}`;
    const tokens = Array.from({ length: 12 }, (_, n) =>
      issuer.token(subject, { claims: { jti: String(n), name: "Zoë" } }),
    );
    const checks = await Promise.all(
      tokens.map((token, n) => (n % 2 === 0 ? serving : beside).directory.checkBearer(token)),
    );
    const { prisma } = open().database;
    const rows = await prisma.customer.findMany({ where: { externalId: subject } });
    expect(rows).toMatchObject([{ organizationId: admin.principal.organizationId, name: "Zoë", suspendedAt: null }]);
    const [row] = rows;
    expect(checks.map((check) => check.ok && check.record.principal.customer?.id)).toEqual(tokens.map(() => row?.id));
    const events = await prisma.event.findMany({ where: { subjectId: row?.id ?? "" } });
    expect(events).toMatchObject([{ type: "customer.created", actorId: null, credentialId: row?.id }]);
    const log = await callApi("GET /v1/events?type=customer.created", { token: admin.token });
    expect(JSON.stringify(log.json)).toContain("Tokens of Zoë");
  });

  it("is a 401 for whom there is no customer where its issuer makes none, until one is made", async () => {
    const token = closed.token("later");
    expect([await passes(token), await passes(token)]).toEqual([401, 401]);
    expect((await verdictOf(token)).code).toBe("NOT_FOUND");
    await send(`POST ${path}`, { external_id: "later" });
    expect(await passes(token)).toBe(200);
    expect(await passes(lost.token("later"))).toBe(401);
    expect(await open().database.prisma.customer.count({ where: { organizationId: "org_of_nobody" } })).toBe(0);
  });

  it.each([
    ["a space", "a b"],
    ["a letter that no header holds", "ä"],
    ["a line break", "a\r\nb"],
    ["nothing", ""],
    ["256 characters", "x".repeat(256)],
  ])("is a 401 and makes nobody where its subject is %s", async (_, subject) => {
    const before = await open().database.prisma.customer.count();
    expect(await passes(issuer.token(subject))).toBe(401);
    expect(await open().database.prisma.customer.count()).toBe(before);
  });

  it("takes a subject of 255 visible characters of any kind as it is", async () => {
    const subject = `auth0|'";--%_\\{}<>/${"x".repeat(236)}`;
    expect(await passes(issuer.token(subject))).toBe(200);
    expect((await customerOf(subject)).external_id).toBe(subject);
  });

  it("holds what its issuer was given, else the scopes that it names itself, and never what no customer's key could hold", async () => {
    const scopesOf = async (token: string) => (await verdictOf(token)).scopes;
    expect(await scopesOf(issuer.token("s_1", { claims: { scope: "images:write" } }))).toEqual([
      "images:read",
      "prompts:read",
    ]);
    const named = (claims: object) => scopesOf(naming.token("s_1", { claims: { ...claims } }));
    expect(await named({ scope: "openid images:write  organization:admin manage:keys:write keys:verify" })).toEqual([
      "images:write",
    ]);
    expect(await named({ scp: ["images:read", 7, null] })).toEqual(["images:read"]);
    expect(await named({ scp: "images:read images:read" })).toEqual(["images:read"]);
    for (const claims of [{}, { scope: 1 }, { scope: "" }, { scope: { images: true } }])
      expect(await named(claims)).toEqual([]);
    const code = (await verdictOf(naming.token("s_1"), { scopes: ["images:read"] })).code;
    expect(code).toBe("INSUFFICIENT_SCOPE");
  });

  it("counts on the customer's limits and credits together with their keys, and on those of no one else", async () => {
    const limits = { images: { per_minute: 60, burst: 4 } };
    const { id } = (await send(`POST ${path}`, { external_id: "c_1", limits, credits: { remaining: 7 } })).json.data;
    const keyOf = async () =>
      (await send("POST /api/v1/api-keys", { name: "CI", scopes: ["images:read"], customer_id: id })).json.key;
    const credentials = [await keyOf(), issuer.token("c_1"), await keyOf(), naming.token("c_1")];
    const statuses = await Promise.all([...credentials, ...credentials, ...credentials].map(passes));
    expect(statuses.filter((status) => status === 200)).toHaveLength(4);
    clock.advance(30_000);
    const later = await Promise.all([...credentials.slice(0, 3), ...credentials.slice(0, 3)].map(passes));
    expect(later.filter((status) => status === 200)).toHaveLength(3);
    const { secret } = await createKey(admin, { scopes: ["images:read"] });
    expect((await ask(secret)).headers.get("ratelimit")).toContain('"burst";r=49');
  });

  it("stops with its customer in every process: suspended it is revoked, deleted it is unknown, and makes nobody anew", async () => {
    const token = issuer.token("gone");
    expect(await passes(token)).toBe(200);
    const inBoth = async () => [serving, beside].map(({ directory }) => directory.checkBearer(token));
    const reasons = async () => (await Promise.all(await inBoth())).map((check) => (check.ok ? "ok" : check.reason));
    expect(await reasons()).toEqual(["ok", "ok"]);
    const { id } = await customerOf("gone");
    await send(`PATCH ${path}/${id}`, { suspended: true });
    await expect.poll(reasons).toEqual(["revoked", "revoked"]);
    expect((await verdictOf(token)).code).toBe("REVOKED");
    await send(`PATCH ${path}/${id}`, { suspended: false });
    await expect.poll(reasons).toEqual(["ok", "ok"]);
    await send(`DELETE ${path}/${id}`);
    await expect.poll(reasons).toEqual(["unknown", "unknown"]);
    expect([await passes(issuer.token("gone", { claims: { jti: "2" } })), await customerOf("gone")]).toEqual([
      401,
      undefined,
    ]);
    const again = await send(`POST ${path}`, { external_id: "gone" });
    expect([again.status, await passes(token)]).toEqual([201, 200]);
  });

  it("opens what its scopes of products name and what it is itself, nothing of its organization, and no session", async () => {
    const token = issuer.token("o_1");
    expect((await callApi("GET /api/v1/whoami", { token })).status).toBe(200);
    for (const target of [
      "GET /api/v1/api-keys",
      "GET /v1/usage",
      "GET /v1/organization/members",
      "GET /api/v1/users/me",
      "GET /api/user/me",
      "GET /auth/clerk-token",
      "GET /v1/prompts/none",
      `GET ${path}`,
    ]) {
      expect([target, (await callApi(target, { token })).status]).toEqual([target, 403]);
    }
    const body = { name: "k", scopes: ["images:read"] };
    expect((await callApi("POST /api/v1/api-keys", { token, body })).status).toBe(403);
    expect((await callApi("GET /api/v1/memories", { token })).status).toBe(403);
    const reader = naming.token("o_1", { claims: { scope: "read:memories" } });
    expect((await callApi("GET /api/v1/memories", { token: reader })).status).toBe(200);
  });

  it("is one customer of two issuers only where both name the organization: elsewhere the same subject is another's", async () => {
    const [one, two, foreign] = [issuer.token("same"), naming.token("same"), others.token("same")];
    expect([await passes(one), await passes(two), await passes(foreign)]).toEqual([200, 200, 200]);
    const idOf = async (token: string) => (await callApi("GET /api/v1/whoami", { token })).json.data.customer.id;
    const [first, second, third] = [await idOf(one), await idOf(two), await idOf(foreign)];
    expect([second === first, third === first]).toEqual([true, false]);
    expect((await verdictOf(foreign)).code).toBe("NOT_FOUND");
    await send(`PATCH ${path}/${first}`, { suspended: true });
    expect([await passes(one), await passes(two), await passes(foreign)]).toEqual([401, 401, 200]);
    expect((await send(`GET ${path}/${third}`)).status).toBe(404);
  });

  it("is told as its customer in usage, by name and with their keys, and as nobody once they are deleted", async () => {
    const token = issuer.token("u_1", { claims: { name: "Uma" } });
    expect([await passes(token), await passes(token)]).toEqual([200, 200]);
    const { id } = await customerOf("u_1");
    const { key } = (await send("POST /api/v1/api-keys", { name: "CI", scopes: ["images:read"], customer_id: id }))
      .json;
    expect(await passes(key)).toBe(200);
    await serving.flush();
    const usage = async (query: string) =>
      (await callApi(`GET /v1/usage?product=images&range=24h&${query}`, { token: admin.token })).json;
    expect((await usage("externalId=u_1")).total).toBe(3);
    expect((await usage(`customerId=${id}`)).topCredentials).toMatchObject([
      { credentialId: id, name: "Tokens of Uma", requests: 2 },
      { requests: 1 },
    ]);
    const ofUma = async () => (await usage("group=customer")).groups.find((group: Json) => group.id === id)?.requests;
    expect(await ofUma()).toBe(3);
    await send(`DELETE ${path}/${id}`);
    expect([await ofUma(), (await usage(`customerId=${id}`)).total]).toEqual([undefined, 0]);
  });
});
