import { beforeAll, describe, expect, it } from "vitest";
import { portalIdleMs } from "@/lib/access/portal-record";
import { runtime } from "@/lib/access/runtime";
import { createManagementKey, rotateManagementKey } from "@/lib/features/api-keys/management-keys";
import type { PrismaSession } from "@/lib/platform/database";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { inPortal, makePortalKey, newPortalKey, passes, usePictor } from "@/lib/testing/pictor-portals";
import {
  createCustomer,
  createPortalLink,
  openLink,
  openTestEmbed,
  openTestPortal,
  type TestPortal,
} from "@/lib/testing/portal";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime({ settings: { redirectOrigins: ["https://app.pictor.example"] } });
const { current, ask, open } = usePictor(clock);

let admin: TestUser;
let backend: string;
let imagesOnly: string;
beforeAll(() => {
  ({ admin, backend, imagesOnly } = current());
});

const path = "/api/v1/portal/sessions";
const isOpen = async (portal: TestPortal) => (await inPortal(portal, "GET /portal/api/session")).status === 200;

describe("a link to a portal", () => {
  it("is good once, in one browser, and is stored as a hash alone, as is the cookie", async () => {
    const customer = await createCustomer(admin);
    const { id, url } = await createPortalLink(backend, { external_id: customer.external_id });
    expect(url).toMatch(/^http:\/\/localhost:3000\/portal\/open#token=[A-Za-z0-9]{40}$/);
    const answers = await Promise.all([openLink(url), openLink(url), openLink(url)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404]);
    const [cookie = ""] = answers.flatMap(({ headers }) => headers.getSetCookie());
    expect(cookie).toMatch(/^latchkey.portal=[A-Za-z0-9]{40}; Path=\/portal; HttpOnly; SameSite=Lax; Max-Age=3600$/);
    const secret = cookie.split(/[=;]/)[1] ?? "";
    const { rows } = await runtime().database.pool.query(
      "SELECT p::text AS text FROM portal_sessions p WHERE id = $1 UNION ALL SELECT t::text FROM one_time_tokens t UNION ALL SELECT e::text FROM events e",
      [id],
    );
    const stored = rows.map(({ text }) => text).join();
    expect([stored.includes(secret), stored.includes(url.split("=")[1] ?? "")]).toEqual([false, false]);
  });

  it("is not good after ten minutes, nor once it was withdrawn, its customer suspended or deleted", async () => {
    const link = async () => {
      const customer = await createCustomer(admin);
      return { customer, ...(await createPortalLink(backend, { external_id: customer.external_id })) };
    };
    const [late, withdrawn, suspended, deleted] = [await link(), await link(), await link(), await link()];
    expect((await callApi(`DELETE ${path}/${withdrawn.id}`, { token: backend })).status).toBe(204);
    await callApi(`PATCH /api/v1/customers/${suspended.customer.id}`, { token: backend, body: { suspended: true } });
    await callApi(`PATCH /api/v1/customers/${suspended.customer.id}`, { token: backend, body: { suspended: false } });
    await callApi(`DELETE /api/v1/customers/${deleted.customer.id}`, { token: backend });
    for (const { url } of [withdrawn, suspended, deleted]) expect((await openLink(url)).status).toBe(404);
    clock.advance(600_000);
    expect((await openLink(late.url)).status).toBe(404);
  });

  it("replaces no other customer's portal that is open in the browser, unless that is said, and is not used up by asking", async () => {
    const [mine, theirs] = [await createCustomer(admin, { name: "Ada" }), await createCustomer(admin)];
    const { headers } = await open({ customer: mine });
    const follow = async ({ external_id }: Json, more: object = {}, url?: string) => {
      const link = url ?? (await createPortalLink(backend, { external_id })).url;
      const body = { token: new URL(link).hash.slice("#token=".length), ...more };
      return { link, ...(await callApi("POST /portal/api/session", { headers, body })) };
    };
    expect((await follow(mine)).status).toBe(204);
    const refused = await follow(theirs);
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([409, []]);
    expect(refused.text).toContain("You have the portal of Ada open in this browser");
    const replaced = await follow(theirs, { replace: true }, refused.link);
    expect([replaced.status, replaced.headers.getSetCookie().length]).toEqual([204, 1]);
  });

  it("leads back only to origins that the operator named", async () => {
    const { external_id } = await createCustomer(admin);
    for (const return_url of ["https://pictor.example/account?a=1", "https://app.pictor.example/"]) {
      const { status, json } = await ask({ external_id, return_url });
      expect([status, json.data.return_url]).toEqual([201, return_url]);
    }
    for (const return_url of [
      "https://evil.example/",
      "https://pictor.example.evil.example/",
      "https://pictor.example@evil.example/",
      "https://user:pass@pictor.example/",
      "http://pictor.example/",
      "https://pictor.example:8443/",
      "javascript:alert(1)",
      "//pictor.example",
      "/account",
    ]) {
      expect([return_url, (await ask({ external_id, return_url })).status]).toEqual([return_url, 400]);
    }
  });

  it("is for customers of the organization alone, and not for one who is suspended", async () => {
    const stranger = await createUser({ plan: "enterprise" });
    await makeInstanceAdmin(stranger);
    const theirs = await createCustomer(stranger);
    expect((await ask({ external_id: theirs.external_id })).status).toBe(404);
    const { id } = await createPortalLink(stranger.token, { external_id: theirs.external_id });
    expect((await callApi(`DELETE ${path}/${id}`, { token: backend })).status).toBe(404);
    const suspended = await createCustomer(admin, { suspended: true });
    expect((await ask({ external_id: suspended.external_id })).status).toBe(409);
  });

  it.each<[string, object]>([
    ["a scope that is none", { scopes: ["images:fly"] }],
    ["a scope of management", { scopes: ["manage:keys:write"] }],
    ["a scope of trusted services", { scopes: ["keys:verify"] }],
    ["a part that there is not", { shows: ["invoices"] }],
    ["no part at all", { shows: [] }],
    ["a life of more than eight hours", { ttl: 28_801 }],
  ])("400 for %s", async (_, wanted) => {
    const { external_id } = await createCustomer(admin);
    expect((await ask({ external_id, ...wanted })).status).toBe(400);
  });

  it("is told by events that name customer and session, as is its opening and its end", async () => {
    const portal = await open();
    await inPortal(portal, "DELETE /portal/api/session");
    const events = await runtime().database.prisma.event.findMany({
      where: { subjectId: portal.customer.id, type: { startsWith: "portal." } },
      orderBy: { createdAt: "asc" },
    });
    expect(events.map(({ type }) => type).toSorted()).toEqual([
      "portal.session_created",
      "portal.session_ended",
      "portal.session_opened",
    ]);
    for (const { data } of events) {
      expect(data).toMatchObject({ portal_session_id: portal.id, external_id: portal.customer.external_id });
    }
  });
});

describe("a portal", () => {
  it("says whose it is, what it shows and what keys can be made of", async () => {
    const customer = await createCustomer(admin, { name: "Ada" });
    const portal = await open({ customer, shows: ["keys", "usage"], return_url: "https://pictor.example/" });
    expect((await inPortal(portal, "GET /portal/api/session")).json.data).toMatchObject({
      customer: { external_id: customer.external_id, name: "Ada" },
      shows: ["keys", "usage"],
      return_url: "https://pictor.example/",
      products: [
        {
          id: "images",
          environments: ["production", "development"],
          scopes: [{ id: "images:read", description: "See them" }],
        },
      ],
    });
  });

  it("ends after its life, after half an hour without a use, by its customer, and by who made it", async () => {
    const [old, idle, left, closed] = [await open({ ttl: 300 }), await open(), await open(), await open()];
    clock.advance(299_000);
    expect(await isOpen(old)).toBe(true);
    clock.advance(1_000);
    expect(await isOpen(old)).toBe(false);
    expect((await inPortal(left, "DELETE /portal/api/session")).headers.getSetCookie()[0]).toContain("Max-Age=0");
    await callApi(`DELETE ${path}/${closed.id}`, { token: admin.token });
    expect([await isOpen(left), await isOpen(closed), await isOpen(idle)]).toEqual([false, false, true]);
    clock.advance(portalIdleMs - 60_000);
    expect(await isOpen(idle)).toBe(true);
    clock.advance(portalIdleMs + 60_000);
    expect(await isOpen(idle)).toBe(false);
  });

  it("ends when a policy ends the management key that made it, and counts for nothing while nobody answers for the organization", async () => {
    const owner = await createUser({ plan: "enterprise" });
    await makeInstanceAdmin(owner);
    const { organizationId, userId } = owner.principal;
    const announce = (change: (tx: PrismaSession) => Promise<unknown>) =>
      runtime().changes.commit(async (tx) => {
        await change(tx);
        return { result: undefined, subjects: [`org:${organizationId}`] };
      });
    const wanted = { name: "Portal", scopes: ["manage:portal:write"] };
    const made = await createManagementKey(owner.principal, wanted);
    const portal = await openTestPortal(owner, { scopes: ["images:read"] }, made.key);
    const kept = await openTestPortal(owner, { scopes: ["images:read"] });
    expect([await isOpen(portal), await isOpen(kept)]).toEqual([true, true]);
    const existingCredentialsFrom = new Date(clock.now() + 1_000);
    const policy = { maxKeyDays: 30, existingCredentialsFrom, updatedAt: new Date(clock.now()) };
    await announce((tx) => tx.organizationPolicy.create({ data: { organizationId, ...policy } }));
    expect(await isOpen(portal)).toBe(true);
    clock.advance(1_000);
    expect([await isOpen(portal), await isOpen(kept)]).toEqual([false, true]);
    const suspend = (suspendedAt: Date | null) =>
      announce((tx) => tx.user.update({ where: { id: userId ?? "" }, data: { suspendedAt } }));
    await suspend(new Date(clock.now()));
    expect(await isOpen(kept)).toBe(false);
    await suspend(null);
    expect(await isOpen(kept)).toBe(true);
  });

  it("is closed by the key that took the place of the one for some products that made it, and by no other such key", async () => {
    const wanted = { name: "Images", scopes: ["manage:portal:write"], products: ["images"] };
    const made = await createManagementKey(admin.principal, wanted);
    const portal = await open({}, made.key);
    const rotated = await rotateManagementKey(admin.principal, made.data.id, { grace_period_seconds: 0 });
    expect((await callApi(`DELETE ${path}/${portal.id}`, { token: imagesOnly })).status).toBe(404);
    expect(await isOpen(portal)).toBe(true);
    expect((await callApi(`DELETE ${path}/${portal.id}`, { token: rotated.key })).status).toBe(204);
    expect(await isOpen(portal)).toBe(false);
  });

  it("ends for good when its customer is suspended, and when they are deleted", async () => {
    const [suspended, deleted] = [await open(), await open()];
    expect([await isOpen(suspended), await isOpen(deleted)]).toEqual([true, true]);
    const customer = `/api/v1/customers/${suspended.customer.id}`;
    await callApi(`PATCH ${customer}`, { token: backend, body: { suspended: true } });
    expect(await isOpen(suspended)).toBe(false);
    await callApi(`PATCH ${customer}`, { token: backend, body: { suspended: false } });
    await callApi(`DELETE /api/v1/customers/${deleted.customer.id}`, { token: backend });
    expect([await isOpen(suspended), await isOpen(deleted)]).toEqual([false, false]);
  });

  it("ends with the management key that made it, goes on with the one that took its place, and so do its keys", async () => {
    const scopes = ["manage:portal:write"];
    const made = await createManagementKey(admin.principal, { name: "Portal", scopes });
    const portal = await open({}, made.key);
    const { key } = await makePortalKey(portal);
    expect([await isOpen(portal), await passes(key)]).toEqual([true, 200]);
    const rotated = await rotateManagementKey(admin.principal, made.data.id, { grace_period_seconds: 0 });
    expect([await isOpen(portal), await passes(key)]).toEqual([true, 200]);
    await callApi(`DELETE /api/v1/management-keys/${rotated.data.id}`, { token: admin.token });
    expect([await isOpen(portal), await passes(key)]).toEqual([false, 401]);
    expect((await inPortal(portal, "POST /portal/api/keys", newPortalKey)).status).toBe(401);
  });
});
describe("a token for the component in a company's page", () => {
  const origin = "https://app.pictor.example";

  it("is shown once, stored as a hash alone, and opens that customer's portal from that origin until its life ends", async () => {
    const customer = await createCustomer(admin);
    const wanted = { external_id: customer.external_id, embed: true, origin, scopes: ["images:read"], ttl: 600 };
    const { json } = await ask(wanted);
    expect(json.data).toMatchObject({ url: null, origin, token: expect.stringMatching(/^lk_portal_[A-Za-z0-9]{40}$/) });
    const { rows } = await runtime().database.pool.query(
      "SELECT p::text AS text FROM portal_sessions p WHERE id = $1 UNION ALL SELECT e::text FROM events e",
      [json.data.id],
    );
    expect(rows.map(({ text }) => text).join()).not.toContain(json.data.token);
    const send = (target: string, body?: object) =>
      callApi(target, { token: json.data.token, headers: { origin }, ...(body ? { body } : {}) });
    const made = await send("POST /api/v1/portal/keys", newPortalKey);
    expect([made.status, await passes(made.json.key)]).toEqual([201, 200]);
    expect((await send("GET /api/v1/portal/keys")).json.data).toMatchObject([{ id: made.json.data.id }]);
    expect((await send(`POST /api/v1/portal/keys/${made.json.data.id}/rotate`, {})).status).toBe(201);
    expect((await send(`DELETE /api/v1/portal/keys/${made.json.data.id}`)).status).toBe(204);
    clock.advance(600_000);
    expect((await send("GET /api/v1/portal/keys")).status).toBe(401);
  });

  it("ends with DELETE, and with its customer's suspension", async () => {
    const [closed, suspended] = [await openTestEmbed(admin, {}, backend), await openTestEmbed(admin, {}, backend)];
    const see = async ({ headers }: TestPortal) => (await callApi("GET /api/v1/portal/session", { headers })).status;
    expect([await see(closed), await see(suspended)]).toEqual([200, 200]);
    await callApi(`DELETE ${path}/${closed.id}`, { token: backend });
    await callApi(`PATCH /api/v1/customers/${suspended.customer.id}`, { token: backend, body: { suspended: true } });
    expect([await see(closed), await see(suspended)]).toEqual([401, 401]);
  });

  it("is no key: no service behind the data plane lets it in, and whoever asks about it is told nothing", async () => {
    const { headers } = await openTestEmbed(admin, { scopes: ["images:read"] }, backend);
    const token = headers.authorization?.slice("Bearer ".length) ?? "";
    expect(await passes(token, { headers: { origin } })).not.toBe(200);
    for (const product of [{}, { product: "images" }, { scopes: ["images:read"] }]) {
      const body = { key: token, origin, ...product };
      const { json } = await callApi("POST /api/v1/keys/verify", { token: admin.token, body });
      expect(json.data).toMatchObject({ valid: false, code: "NOT_FOUND" });
      expect(json.data.customer ?? null).toBeNull();
    }
    expect((await callApi("GET /api/v1/whoami", { token, headers: { origin } })).status).toBe(403);
  });

  it("of another customer reaches no key of this one", async () => {
    const [one, other] = [
      await openTestEmbed(admin, { scopes: ["images:read"] }, backend),
      await openTestEmbed(admin, { scopes: ["images:read"] }, backend),
    ];
    const made = await callApi("POST /api/v1/portal/keys", { headers: one.headers, body: newPortalKey });
    const on = `/api/v1/portal/keys/${made.json.data.id}`;
    expect((await callApi(`DELETE ${on}`, { headers: other.headers })).status).toBe(404);
    expect((await callApi(`POST ${on}/rotate`, { headers: other.headers, body: {} })).status).toBe(404);
    expect((await callApi("GET /api/v1/portal/keys", { headers: other.headers })).json.data).toEqual([]);
  });

  it.each<[string, object]>([
    ["no origin", { embed: true }],
    ["an origin without embed", { origin }],
    ["a path behind the origin", { embed: true, origin: `${origin}/` }],
    ["plain http elsewhere", { embed: true, origin: "http://app.pictor.example" }],
    ["a pattern of origins", { embed: true, origin: "https://*.pictor.example" }],
    ["every origin", { embed: true, origin: "*" }],
    ["the deployment's own origin", { embed: true, origin: "http://localhost:3000" }],
    ["a life of more than an hour", { embed: true, origin, ttl: 3_601 }],
  ])("400 for %s", async (_, wanted) => {
    const { external_id } = await createCustomer(admin);
    expect((await ask({ external_id, ...wanted })).status).toBe(400);
  });
});
