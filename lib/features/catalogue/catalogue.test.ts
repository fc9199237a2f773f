import { createHash } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { currentCatalogue } from "@/lib/access/catalogue-snapshot";
import { runtime } from "@/lib/access/runtime";
import { setPlan } from "@/lib/features/organizations/set-plan";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();

const images: NonNullable<CatalogueDocument["products"]>[string] = {
  label: "Images",
  description: "Albums and what is in them.",
  keys: { production: "img_live_", development: "img_test_" },
  scopes: [
    { id: "images:read", description: "See images" },
    { id: "images:write", description: "Add images", access: "write", minimum_role: "admin" },
  ],
  limits: { free: { per_minute: 6, burst: 3 }, pro: { per_minute: 120, burst: 20 } },
};
const withImages = { version: 1 as const, products: { images } };

let admin: TestUser;
let service: string;
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  admin = await createUser();
  service = (await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] })).secret;
});
// Others than administrators have limits too.
beforeEach(() => clock.advance(5_000));

const put = (body: object, token = admin.token) => callApi("PUT /api/v1/catalogue", { token, body });
const get = async (path = "") => (await callApi(`GET /api/v1/catalogue${path}`, { token: admin.token })).json;
const apply = async (document: object, more: object = {}) => {
  const { status, json } = await put({ document, allow_ending: true, ...more });
  expect([status, json.errors]).toEqual([200, undefined]);
  return json.data;
};
const verdict = async (body: object) => (await callApi("POST /api/v1/keys/verify", { token: service, body })).json.data;

describe("a product of an operator's own", () => {
  beforeEach(() => apply(withImages));

  it("has keys in both environments that begin as it says, are verified, and hold its scopes alone", async () => {
    const owner = await createUser();
    const made = await callApi("POST /api/v1/api-keys", {
      token: owner.token,
      body: { name: "CI", environment: "development", scopes: ["images:read"] },
    });
    expect(made.json.key).toMatch(/^img_test_[0-9A-Za-z]{32}$/);
    expect(await verdict({ key: made.json.key, scopes: ["images:read"] })).toMatchObject({
      valid: true,
      product: "images",
      environment: "development",
      limits: [
        { window: "minute", limit: 6, remaining: 5 },
        { window: "burst", limit: 3, remaining: 2 },
      ],
    });
    expect((await verdict({ key: made.json.key, scopes: ["images:write"] })).code).toBe("INSUFFICIENT_SCOPE");
    expect((await verdict({ key: made.json.key, scopes: ["prompts:read"] })).code).toBe("WRONG_PRODUCT");
    const listed = await callApi("GET /api/v1/api-keys?product=images", { token: owner.token });
    expect(listed.json.data).toMatchObject([{ name: "CI", product: "images", scopes: ["images:read"] }]);
  });

  it("lets nobody beyond its burst, by key or by proxy, and counts both on one limit", async () => {
    const { secret } = await createKey(await createUser(), { scopes: ["images:read"] });
    const byProxy = () => callApi("GET /api/v1/forward-auth?scope=images:read", { token: secret });
    expect((await byProxy()).status).toBe(200);
    const codes = await Promise.all([1, 2, 3].map(async () => (await verdict({ key: secret })).code));
    expect(codes.toSorted()).toEqual(["RATE_LIMITED", "VALID", "VALID"]);
    expect((await byProxy()).status).toBe(429);
  });

  it("takes the limits of a document from the next decision, and a plan's from the next change of plan", async () => {
    const owner = await createUser();
    const { secret } = await createKey(owner, { scopes: ["images:read"] });
    expect((await verdict({ key: secret })).limits[1]).toMatchObject({ limit: 3, remaining: 2 });
    const free = { per_minute: 60, burst: 2, per_day: 5 };
    await apply({ products: { images: { ...images, limits: { free } } } });
    const limits = (await verdict({ key: secret })).limits;
    expect(limits).toMatchObject([
      { limit: 60 },
      { limit: 2, remaining: 0 },
      { window: "day", limit: 5, remaining: 3 },
    ]);
    expect((await verdict({ key: secret })).code).toBe("RATE_LIMITED");
    await apply(withImages);
    await setPlan(owner.principal.organizationId, "enterprise");
    expect((await verdict({ key: secret })).limits[0]).toMatchObject({ limit: 120 });
  });

  it("gives its scopes to whom their role allows, and to no key that does not hold them", async () => {
    const owner = await createUser();
    const reader = await createKey(owner, { scopes: ["images:read"] });
    const asked = { name: "More", scopes: ["images:write"] };
    expect((await callApi("POST /api/v1/api-keys", { token: reader.secret, body: asked })).status).toBe(403);
    expect((await verdict({ key: owner.token, scopes: ["images:write"] })).valid).toBe(true);
  });

  it("stands in the description of the API where scopes and products are named", async () => {
    const { openApiDocument } = await import("@/lib/http/openapi");
    const { contractTable } = await import("@/lib/contract-table");
    const document = JSON.stringify(await openApiDocument(contractTable, "http://localhost:3000"));
    expect([document.includes('"images:write"'), document.includes('"images"')]).toEqual([true, true]);
  });
});

describe("what would end", () => {
  it("is told beforehand and refused, ends only when that is said, and comes back with the document before", async () => {
    await apply(withImages);
    const owner = await createUser();
    const { secret } = await createKey(owner, { scopes: ["images:read"] });
    const value = createHash("sha256").update("the_images_key_of_elsewhere").digest("hex");
    const imported = { name: "Old", scopes: ["images:write"], hash: { algorithm: "sha256", value } };
    await callApi("POST /api/v1/api-keys/import", { token: owner.token, body: { keys: [imported] } });
    const without = { products: { images: { ...images, scopes: [images.scopes?.[1]] } } };
    const plan = async (document: object) =>
      (await callApi("POST /api/v1/catalogue/plan", { token: admin.token, body: { document } })).json.data;
    const keys = await runtime().database.prisma.apiKey.count({ where: { scopes: { has: "images:read" } } });
    const all = await runtime().database.prisma.apiKey.count({ where: { product: "images", revokedAt: null } });
    const renamed = { products: { images: { ...images, keys: { ...images.keys, production: "pic_live_" } } } };
    expect((await plan({})).ends).toMatchObject([{ kind: "keys", id: "images", count: all }]);
    expect((await plan(renamed)).ends).toMatchObject([
      { kind: "keys", id: "images", message: expect.stringContaining("img_live_") },
    ]);
    expect((await plan(without)).ends).toMatchObject([{ kind: "scope", id: "images:read", count: keys }]);
    const refused = await put({ document: {} });
    expect([refused.status, refused.json.errors[0].message]).toEqual([
      409,
      expect.stringMatching(/live keys? of images/),
    ]);
    expect((await verdict({ key: secret })).code).toBe("VALID");

    await apply({});
    expect((await verdict({ key: secret })).code).toBe("NOT_FOUND");
    await apply(withImages);
    clock.advance(60_000);
    expect(await verdict({ key: secret, scopes: ["images:read"] })).toMatchObject({ valid: true });
    await apply(without);
    expect((await verdict({ key: secret, scopes: ["images:write"] })).code).toBe("INSUFFICIENT_SCOPE");
    expect((await verdict({ key: secret })).scopes).toEqual([]);
  });

  it("is an organization's plan, which counts as the cheapest then", async () => {
    const plans = ["free", "team", "pro", "enterprise"].map((id) => ({ id, label: id, tokens_per_user: 2 }));
    await apply({ ...withImages, plans });
    const owner = await createUser();
    await setPlan(owner.principal.organizationId, "team");
    const refused = await put({ document: { ...withImages, plans: plans.filter(({ id }) => id !== "team") } });
    expect([refused.status, refused.json.errors[0].message]).toEqual([
      409,
      expect.stringContaining("1 organization on team would count as free"),
    ]);
    await apply({ ...withImages, plans: plans.filter(({ id }) => id !== "team") });
    expect((await verdict({ key: owner.token, product: "images" })).plan).toBe("free");
  });
});

describe("a document", () => {
  it.each<[string, object, string]>([
    [
      "a scope of a shipped product",
      { images: { ...images, scopes: [{ id: "prompts:read", description: "" }] } },
      "twice",
    ],
    ["a beginning of shipped keys", { images: { ...images, keys: { production: "pr_" } } }, "begin with pr_live_"],
    [
      "a beginning that another has",
      { images: { ...images, keys: { production: "img_", development: "img_test_" } } },
      "told",
    ],
    ["a reserved beginning", { images: { ...images, keys: { production: "lk_mgmt_" } } }, "begin with lk_"],
    ["other scopes of a shipped product", { prompts: { scopes: images.scopes } }, "fixed"],
    ["other keys of a shipped product", { prompts: { keys: images.keys } }, "fixed"],
    [
      "a plan that is not there",
      { images: { ...images, limits: { free: images.limits?.free, gold: images.limits?.pro } } },
      "no such plan",
    ],
    [
      "a plan that is not there, for one kind of credential",
      { prompts: { limits_by_credential: { pat: { gold: images.limits?.pro } } } },
      "no such plan",
    ],
    ["limits without the cheapest plan's", { images: { ...images, limits: { pro: images.limits?.pro } } }, "free"],
    ["a name that every object has", { constructor: { label: "x" } }, "cannot be the name"],
    ["a name in other letters", { "Bild!": { label: "x" } }, "lower-case"],
    ["keys that open nothing", { images: { ...images, scopes: [] } }, "open"],
  ])("is refused with %s, and nothing changes", async (_, products, message) => {
    const before = currentCatalogue();
    const { status, json } = await put({ document: { products } });
    expect([status, json.errors[0].message]).toEqual([400, expect.stringContaining(message)]);
    expect(currentCatalogue()).toBe(before);
  });

  it("takes another's place only where it was made from that one, and the same again changes nothing", async () => {
    const { revision } = await apply(withImages, { note: "Images" });
    const changed = { products: { images: { ...images, label: "Pictures" } } };
    expect((await put({ document: changed, base: revision - 1 })).status).toBe(409);
    expect((await apply(withImages)).revision).toBe(revision);
    const tag = (await callApi("GET /api/v1/catalogue", { token: admin.token })).headers.get("etag") ?? "";
    const made = await callApi("PUT /api/v1/catalogue", {
      token: admin.token,
      body: { document: changed, base: revision, note: "A better name" },
      headers: { "if-match": tag },
    });
    expect(made.json.data).toMatchObject({
      revision: revision + 1,
      changes: [{ path: "products.images.label", action: "change", before: "Images", after: "Pictures" }],
      ends: [],
    });
    const late = await callApi("PUT /api/v1/catalogue", {
      token: admin.token,
      body: { document: withImages },
      headers: { "if-match": tag },
    });
    expect(late.status).toBe(412);
  });

  it("stays in the history with who made it and why, in the order in which it names things", async () => {
    const document = { products: { zebra: { label: "Z" }, apples: { label: "A" } } };
    const { revision } = await apply(document, { note: "Two more" });
    expect((await get("/revisions?limit=1")).data).toMatchObject([
      { revision, note: "Two more", made_by: { id: admin.id } },
    ]);
    await apply(withImages);
    expect(Object.keys((await get(`/revisions/${revision}`)).data.document.products)).toEqual(["zebra", "apples"]);
    expect((await get()).data.document).toEqual(withImages);
    expect((await callApi("GET /api/v1/catalogue/revisions/999", { token: admin.token })).status).toBe(404);
  });

  it("is read and written by administrators of the deployment alone, and told in their audit log", async () => {
    const other = await createUser();
    for (const call of ["GET /api/v1/catalogue", "GET /api/v1/catalogue/revisions"])
      expect((await callApi(call, { token: other.token })).status).toBe(403);
    expect((await put({ document: {} }, other.token)).status).toBe(403);
    const { revision } = await apply({ products: { other: { label: "Other" } } }, { note: "Told" });
    const told = await runtime().database.prisma.event.findFirst({
      where: { type: "catalogue.changed", subjectId: `${revision}` },
    });
    expect(told).toMatchObject({ actorId: admin.id, organizationId: admin.principal.organizationId });
  });
});

it("a state that a later version wrote is told in words, and nothing is put on top of it", async () => {
  const { prisma } = runtime().database;
  const latest = await prisma.catalogueRevision.findFirst({ orderBy: { revision: "desc" } });
  const revision = (latest?.revision ?? 0) + 1;
  await prisma.catalogueRevision.create({
    data: { revision, document: { version: 99 }, note: "", madeById: "operator", madeAt: new Date() },
  });
  try {
    const detail = `Revision ${revision} of the catalogue cannot be read by this version`;
    expect(await callApi("GET /api/v1/catalogue", { token: admin.token })).toMatchObject({
      status: 503,
      json: { message: detail },
    });
    expect(await put({ document: withImages })).toMatchObject({ status: 503, json: { message: detail } });
  } finally {
    await prisma.catalogueRevision.delete({ where: { revision } });
  }
});
