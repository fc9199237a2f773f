import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { runtime } from "@/lib/access/runtime";
import { setInstanceAdmin } from "@/lib/features/administration/users";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { confirmedForMs } from "@/lib/http/confirmed-session";
import { type ApiCall, callApi } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser, testPassword } from "@/lib/testing/factories";
import { again } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { NewManagementKey } from "./management-contract";
import { createManagementKey, revokeManagementKey } from "./management-keys";

const { clock } = useTestRuntime();

const product = (name: string, begin: string) => ({
  label: name,
  keys: { production: `${begin}_live_` },
  scopes: [{ id: `${name}:read`, description: "See them" }],
  limits: { free: { per_minute: 600, burst: 100 } },
});
const document: CatalogueDocument = {
  version: 1,
  products: { images: product("images", "img"), films: product("films", "flm") },
};
const all: NewManagementKey["scopes"] = [
  "manage:catalogue:read",
  "manage:catalogue:write",
  "manage:customers:read",
  "manage:customers:write",
  "manage:keys:read",
  "manage:keys:write",
];

let admin: TestUser;
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  admin = await createUser();
  await applyCatalogue(admin.principal, { document, note: "", allow_ending: false });
});
// What others used up of the organization's limits comes back.
beforeEach(() => clock.advance(60_000));

const made = async (wanted: Partial<NewManagementKey> = {}, by = admin) =>
  createManagementKey(by.principal, { name: "Backend", scopes: all, ...wanted });
/** A session of the administrator that begins now. */
const signIn = async (): Promise<string> => {
  const { email } = admin;
  return (await callApi("POST /api/auth/login", { body: { email, password: testPassword } })).json.access_token;
};
const get = (token: string, path: string, call: ApiCall = {}) => callApi(`GET ${path}`, { token, ...call });
const statusOf = async (token: string, call: ApiCall = {}) => (await get(token, "/api/v1/catalogue", call)).status;
const keyBody = { name: "CI", scopes: ["images:read"] };
const post = (token: string, body: object = keyBody) => callApi("POST /api/v1/api-keys", { token, body });

describe("a management key is made", () => {
  const path = "/api/v1/management-keys";

  it("by an administrator who signed in lately, in whose organization's log it stands; only its hash is stored", async () => {
    const fresh = { token: await signIn() };
    const answer = await callApi(`POST ${path}`, { token: fresh.token, body: { name: "Backend", scopes: all } });
    expect([answer.status, answer.json.key]).toEqual([201, expect.stringMatching(/^lk_mgmt_[0-9A-Za-z]{40}$/)]);
    expect(answer.headers.get("cache-control")).toContain("no-store");
    expect(answer.json.data).toMatchObject({
      scopes: all,
      products: null,
      status: "active",
      vouched_by: { id: admin.id },
    });
    const { prisma } = runtime().database;
    const row = await prisma.apiKey.findUniqueOrThrow({ where: { id: answer.json.data.id } });
    expect(JSON.stringify(row)).not.toContain(answer.json.key);
    const events = await prisma.event.findMany({ where: { subjectId: row.id } });
    expect(events).toMatchObject([{ type: "key.created", actorId: admin.id, data: { product: "management" } }]);
    const one = await get(admin.token, `${path}/${row.id}`);
    expect([one.status, one.text.includes(answer.json.key)]).toEqual([200, false]);
    clock.advance(confirmedForMs + 1_000);
    const late = await callApi(`POST ${path}`, { token: fresh.token, body: { name: "Backend", scopes: all } });
    expect([late.status, late.json.errors[0].code]).toEqual([403, "REAUTHENTICATION_REQUIRED"]);
  });

  it("by no token, key, management key or other user, and not by way of ordinary keys", async () => {
    const body = { name: "More", scopes: ["manage:keys:read"] };
    const pat = (await callApi("POST /api/user/tokens", { token: (await paying()).token, body: { name: "T" } })).json;
    const tokens = [(await made()).key, (await createKey(admin, { scopes: ["prompts:read"] })).secret, pat.token];
    const member = await createUser();
    for (const token of [...tokens, member.token]) {
      expect((await callApi(`POST ${path}`, { token, body })).status).toBe(403);
    }
    for (const token of [await signIn(), (await made()).key]) {
      expect((await post(token, { ...body, product: "management" })).status).toBe(403);
      expect((await post(token, { name: "Gateway", scopes: ["keys:verify"] })).status).toBe(
        token.startsWith("lk_") ? 403 : 201,
      );
    }
  });

  it("for scopes and products that there are, and says which are not", async () => {
    const token = await signIn();
    for (const wrong of [
      { scopes: ["prompts:read"] },
      { scopes: [] },
      { products: ["service"] },
      { products: ["nothing"] },
    ]) {
      const body = { name: "Backend", scopes: ["manage:keys:read"], ...wrong };
      expect([wrong, (await callApi(`POST ${path}`, { token, body })).status]).toEqual([wrong, 400]);
    }
  });
});

/** An administrator on a plan with personal access tokens. */
async function paying(): Promise<TestUser> {
  const user = await createUser({ plan: "pro" });
  await makeInstanceAdmin(user);
  return user;
}

describe("a management key opens", () => {
  it("what its scopes say, and nothing where it is shown in another way", async () => {
    const { key } = await made({ scopes: ["manage:catalogue:read"] });
    expect(await statusOf(key)).toBe(200);
    const put = await callApi("PUT /api/v1/catalogue", { token: key, body: { document } });
    expect([put.status, put.json.errors[0].code]).toEqual([403, "INSUFFICIENT_SCOPE"]);
    expect((await callApi(`GET /api/v1/catalogue?access_token=${key}`)).status).toBe(401);
    expect((await callApi(`GET /api/v1/catalogue`, { headers: { "x-api-key": key } })).status).toBe(401);
    for (const name of ["latchkey_session", "__Host-latchkey", "next-auth.session-token"]) {
      const headers = { cookie: `${name}=${key}`, "sec-fetch-site": "same-origin" };
      expect((await callApi("GET /api/dashboard/v1/catalogue", { headers })).status).toBe(401);
    }
    expect((await callApi("GET /api/dashboard/v1/catalogue", { token: key })).status).toBe(401);
  });

  it("nothing behind a gateway, whatever that asks for", async () => {
    const { key } = await made();
    for (const query of ["", "?product=management", "?scope=manage:keys:read", "?product=prompts", "?product=tunnel"]) {
      const { status } = await callApi(`GET /api/v1/forward-auth${query}`, { token: key });
      expect([query, status]).toEqual([query, 403]);
    }
  });

  it("nothing once it was revoked, expired, or its administrator is none any more, and only from its addresses", async () => {
    const revoked = await made();
    await revokeManagementKey(admin.principal, revoked.data.id);
    expect(await statusOf(revoked.key)).toBe(401);
    const bound = await made({ ip_allowlist: ["192.0.2.0/24"] });
    expect([await statusOf(bound.key), await statusOf(bound.key, { address: "198.51.100.7" })]).toEqual([403, 403]);
    expect(await statusOf(bound.key, { address: "192.0.2.9" })).toBe(200);
    const other = await paying();
    const vouched = await made({}, await again(other));
    expect(await statusOf(vouched.key)).toBe(200);
    await setInstanceAdmin(admin.principal, other.id, false);
    expect(await statusOf(vouched.key)).toBe(401);
    const short = await made({ expires_in_days: 1 });
    expect(await statusOf(short.key)).toBe(200);
    clock.advance(86_400_000);
    expect(await statusOf(short.key)).toBe(401);
  });

  it("as much after a rotation, by both secrets until the grace period ends", async () => {
    const old = await made({ products: ["images"] });
    const token = await signIn();
    const rotate = `POST /api/v1/management-keys/${old.data.id}/rotate`;
    expect((await callApi(rotate, { token: old.key, body: {} })).status).toBe(403);
    const rotated = (await callApi(rotate, { token, body: { grace_period_seconds: 60 } })).json;
    expect(rotated.data).toMatchObject({ scopes: all, products: ["images"] });
    expect([await statusOf(old.key), await statusOf(rotated.key)]).toEqual([200, 200]);
    clock.advance(60_000);
    expect([await statusOf(old.key), await statusOf(rotated.key)]).toEqual([401, 200]);
  });

  it("to its end alone where a rotation gave a key that was revoked, which the list says", async () => {
    const [old, token] = [await made({}), await signIn()];
    const listed = async () => {
      const { data } = (await callApi("GET /api/v1/management-keys", { token })).json;
      return data.find(({ id }: { id: string }) => id === old.data.id).ends_unreplaced;
    };
    const rotate = `POST /api/v1/management-keys/${old.data.id}/rotate`;
    const rotated = (await callApi(rotate, { token, body: { grace_period_seconds: 60 } })).json;
    expect(await listed()).toBe(false);
    await revokeManagementKey(admin.principal, rotated.data.id);
    expect([await listed(), await statusOf(old.key)]).toEqual([true, 200]);
  });

  it("only what belongs to its organization and its products", async () => {
    const [stranger, images] = [await createUser(), await made({ products: ["images"] })];
    const foreign = await createKey(stranger, { scopes: ["images:read"] });
    const film = await createKey(admin, { scopes: ["films:read"] });
    const service = await createKey(admin, { scopes: ["keys:verify"] });
    const personal = await createKey(admin);
    const management = await made();
    for (const id of [foreign.id, film.id, service.id, personal.id, management.data.id]) {
      expect((await get(images.key, `/api/v1/api-keys/${id}`)).status).toBe(404);
      expect((await callApi(`DELETE /api/v1/api-keys/${id}`, { token: images.key })).status).toBe(404);
    }
    const listed = (await get(images.key, "/api/v1/api-keys?limit=100")).json.data;
    expect([...new Set(listed.map((key: { product: string }) => key.product))]).toEqual([]);
    expect((await post(images.key, { name: "CI", scopes: ["films:read"] })).status).toBe(403);
    expect((await post(images.key, { name: "CI", scopes: ["prompts:read"] })).status).toBe(403);
    expect((await post(images.key, { name: "CI" })).status).toBe(403);
    const own = await post(images.key);
    expect([own.status, own.json.data.createdByKey.id]).toEqual([201, images.data.id]);
    expect((await callApi(`DELETE /api/v1/api-keys/${own.json.data.id}`, { token: images.key })).status).toBe(204);
  });

  it("no list or page of ordinary keys shows it", async () => {
    const { data } = await made();
    const listed = (await get(admin.token, "/api/v1/api-keys?limit=100")).json.data;
    expect(listed.map(({ id }: { id: string }) => id)).not.toContain(data.id);
    expect((await get(admin.token, `/api/v1/api-keys/${data.id}`)).status).toBe(404);
    expect((await callApi(`POST /api/v1/api-keys/${data.id}/rotate`, { token: admin.token, body: {} })).status).toBe(
      404,
    );
  });
});

describe("what a management key made", () => {
  const passes = async (token: string) => (await callApi("GET /api/v1/forward-auth", { token })).status;

  it("ends with it, unless a rotation goes on for it, and is used from other addresses than its maker's", async () => {
    const address = "192.0.2.9";
    const maker = await made({ ip_allowlist: ["192.0.2.0/24"] });
    const { key } = (await callApi("POST /api/v1/api-keys", { token: maker.key, address, body: keyBody })).json;
    expect(await passes(key)).toBe(200);
    const token = await signIn();
    const rotated = await callApi(`POST /api/v1/management-keys/${maker.data.id}/rotate`, { token, body: {} });
    expect(await passes(key)).toBe(200);
    await revokeManagementKey(admin.principal, rotated.json.data.id);
    expect(await passes(key)).toBe(401);
  });
});

describe("the catalogue by a management key", () => {
  const put = (token: string, body: object) => callApi("PUT /api/v1/catalogue", { token, body });

  it("is changed as a whole by a key for all products, and its history names the key", async () => {
    const { key, data } = await made();
    const films = { ...document.products?.films, label: "Films" };
    const answer = await put(key, { document: { ...document, products: { ...document.products, films } } });
    expect([answer.status, answer.json.data.changes]).toMatchObject([200, [{ path: "products.films.label" }]]);
    const { made_by } = (await get(key, "/api/v1/catalogue")).json.data;
    expect(made_by).toEqual({ id: data.id, name: "Backend" });
    const event = await runtime().database.prisma.event.findFirstOrThrow({
      where: { type: "catalogue.changed", credentialId: data.id },
    });
    expect(event).toMatchObject({ organizationId: admin.principal.organizationId, actorId: null });
    expect((await put(key, { document })).status).toBe(200);
  });

  it("is seen and changed in its own part by a key for one product, and stays as it is elsewhere", async () => {
    const { key } = await made({ products: ["images"] });
    const seen = (await get(key, "/api/v1/catalogue")).json.data;
    expect(Object.keys(seen.document.products)).toEqual(["images"]);
    const past = (await get(key, `/api/v1/catalogue/revisions/${seen.revision}`)).json.data.document;
    expect(past).toEqual(seen.document);
    const images = { ...seen.document.products.images, label: "Pictures" };
    const changed = await put(key, { document: { products: { images } }, base: seen.revision });
    expect([changed.status, changed.json.data.changes]).toMatchObject([200, [{ path: "products.images.label" }]]);
    const now = (await get(admin.token, "/api/v1/catalogue")).json.data.document.products;
    expect(now).toEqual({ images, films: document.products?.films });
    for (const foreign of [{ products: { films: {} } }, { products: { prompts: { hidden: true } } }, { plans: [] }]) {
      const refused = await put(key, { document: { products: { images }, ...foreign } });
      expect(refused.status).toBeGreaterThanOrEqual(400);
      const plan = await callApi("POST /api/v1/catalogue/plan", { token: key, body: { document: foreign } });
      expect(plan.status).toBeGreaterThanOrEqual(400);
    }
    expect((await get(admin.token, "/api/v1/catalogue")).json.data.document.products).toEqual(now);
    expect((await put(key, { document: { products: { images: document.products?.images } } })).status).toBe(200);
  });
});

it("an administrator sees, rotates and revokes the management keys of every organization, and nobody else does", async () => {
  const other = await paying();
  const theirs = await made({ name: "Theirs" }, await again(other));
  const path = "/api/v1/management-keys";
  const token = await signIn();
  const listed = (await get(token, `${path}?limit=100&status=active`)).json.data;
  const found = listed.find(({ id }: { id: string }) => id === theirs.data.id);
  expect(found.organization.id).toBe(other.principal.organizationId);
  const member = await createUser();
  expect((await get(member.token, path)).status).toBe(403);
  expect((await callApi(`DELETE ${path}/${theirs.data.id}`, { token: member.token })).status).toBe(403);
  expect((await callApi(`DELETE ${path}/${theirs.data.id}`, { token })).status).toBe(204);
  expect(await statusOf(theirs.key)).toBe(401);
  const ordinary = await createKey(admin, { scopes: ["prompts:read"] });
  expect((await callApi(`DELETE ${path}/${ordinary.id}`, { token })).status).toBe(404);
});
