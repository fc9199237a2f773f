import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

const own = (name: string, begin: string, more: object) => ({
  label: name,
  keys: { production: `${begin}_live_` },
  scopes: [
    { id: `${name}:read`, description: "See them" },
    { id: `${name}:write`, description: "Change them", access: "write" as const },
  ],
  limits: { free: { per_minute: 60, burst: 20 } },
  ...more,
});
const document: CatalogueDocument = {
  version: 1,
  products: {
    images: own("images", "img", {
      keys_in: { header: "X-API-Key", basic: "username", query: "api_key" },
      endpoints: [
        { id: "list-images", method: "GET", path: "/images", scope: "images:read" },
        { id: "resize", method: "POST", path: "/images/{image}/resize", scope: "images:write", cost: 5 },
      ],
    }),
    films: own("films", "flm", { keys_in: { bearer: false, basic: "password" } }),
    sounds: own("sounds", "snd", { endpoints: [{ id: "anything", path: "/*" }] }),
  },
};

let admin: TestUser;
let service: string;
let key: { secret: string; id: string };
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  admin = await createUser();
  await applyCatalogue(admin.principal, { document, note: "", allow_ending: false });
  service = (await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] })).secret;
  key = await createKey(await createUser(), { scopes: ["images:read"] });
});
// What others used up of the organization's limits comes back.
beforeEach(() => clock.advance(60_000));

const asked = (body: object, token = service) => callApi("POST /api/v1/keys/verify", { token, body });
const verdict = async (body: object): Promise<Json> => {
  const answer = await asked(body);
  expect([answer.status, answer.json.errors]).toEqual([200, undefined]);
  return answer.json.data;
};
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
const proxied = (query: string, headers: Record<string, string> = {}, method = "GET") =>
  callApi(`${method} /api/v1/forward-auth${query}`, { headers });

describe("a key in a place that the product names", () => {
  it("is found by a proxy's question, and nowhere else", async () => {
    const { secret } = key;
    const uri = { "x-original-method": "GET", "x-original-uri": `/images?api_key=${secret}` };
    const tries: [string, Record<string, string>, number][] = [
      ["?product=images", { authorization: `Bearer ${secret}` }, 200],
      ["?product=images", { "x-api-key": secret }, 200],
      ["?scope=images:read", { "x-api-key": secret }, 200],
      ["?product=images", { authorization: basic(secret, "") }, 200],
      ["?product=images", { authorization: basic("me", secret) }, 401],
      ["?product=images&route=original", uri, 200],
      ["?product=images", uri, 401],
      ["", { "x-api-key": secret }, 401],
      ["?product=films", { "x-api-key": secret }, 401],
      ["?product=films", { authorization: `Bearer ${secret}` }, 401],
      ["?product=films", { authorization: basic("me", secret) }, 403],
      // The same one in two places is one; different ones are none.
      ["?product=images", { "x-api-key": secret, authorization: `Bearer ${secret}` }, 200],
      ["?product=images", { "x-api-key": secret, authorization: "Bearer other" }, 401],
      ["?product=images&route=original", { ...uri, "x-api-key": `${secret}x` }, 401],
      ["?product=images", { "x-api-key": `${secret}, ${secret}` }, 401],
      ["?product=images", { authorization: "Basic !!!" }, 401],
    ];
    for (const [query, headers, status] of tries) {
      const answer = await proxied(query, headers);
      expect([query, Object.keys(headers), answer.status]).toEqual([query, Object.keys(headers), status]);
      expect(answer.text).not.toContain(secret);
    }
  });

  it("is found by a service's question in the headers and the path that it passes on", async () => {
    const { secret } = key;
    const product = "images";
    const tries: [object, string][] = [
      [{ product, headers: { "X-API-Key": secret } }, "VALID"],
      [{ product, headers: { Authorization: `Bearer ${secret}` } }, "VALID"],
      [{ product, headers: { authorization: basic(secret, "") } }, "VALID"],
      [{ product, path: `/images?a=1&api_key=${secret}#x` }, "VALID"],
      [{ product, path: `/images?api_key=${secret}&api_key=other` }, "MALFORMED"],
      [{ product, headers: { "x-api-key": secret }, path: "/images?api_key=other" }, "MALFORMED"],
      [{ product, headers: { "x-api-key": secret }, path: "/images?api%5Fkey=other" }, "MALFORMED"],
      [{ product, path: `/images?%61pi_key=${secret}` }, "VALID"],
      [{ product, headers: {} }, "MISSING"],
      [{ product: "films", headers: { "x-api-key": secret } }, "MISSING"],
      [{ product: "films", headers: { authorization: basic("me", secret) } }, "WRONG_PRODUCT"],
    ];
    for (const [body, code] of tries) expect([body, (await verdict(body)).code]).toEqual([body, code]);
  });

  it.each([
    [{}, "key"],
    [{ headers: { "x-api-key": "x" } }, "product"],
    [{ key: "x", endpoint: "list-images" }, "product"],
    [{ key: "x", method: "GET", path: "/images" }, "product"],
    [{ key: "x", product: "images", method: "GET" }, "path"],
    [{ key: "x", product: "images", method: "GET", path: "/", endpoint: "list-images" }, "endpoint"],
    [{ key: "x", product: "images", method: "get", path: "/" }, "method"],
    [{ key: "x", product: "images", path: "/images" }, "method"],
    [{ key: "x", product: "images", path: "/images", endpoint: "list-images" }, "endpoint"],
    [{ product: "images", path: "/images", checks: [{ path: "/images" }] }, "checks.0.method"],
    [{ key: "x", product: "images", path: "/images", checks: [{ endpoint: "list-images" }] }, "path"],
  ])("is asked for in whole sentences: %o is a 400 that names %s", async (body, field) => {
    const answer = await asked(body);
    expect([answer.status, answer.json.errors[0].field]).toEqual([400, field]);
  });
});

describe("an endpoint of the product's own API", () => {
  it("asks for its scope beside the question's, and counts as its cost where the question names none", async () => {
    const { secret } = await createKey(await createUser(), { scopes: ["images:read", "images:write"] });
    const question = { key: secret, product: "images" };
    const left = async (body: object) => (await verdict({ ...question, ...body })).limits[1].remaining;
    expect(await left({ endpoint: "list-images" })).toBe(19);
    expect(await left({ method: "POST", path: "/images/7/resize" })).toBe(14);
    expect(await left({ endpoint: "resize", cost: 2 })).toBe(12);
    const answer = await proxied("?product=images&route=original", {
      "x-api-key": secret,
      "x-original-method": "POST",
      "x-original-uri": "/images/7/resize?to=2",
    });
    expect([answer.status, answer.headers.get("x-latchkey-endpoint")]).toEqual([200, "resize"]);
    expect(await left({ endpoint: "list-images" })).toBe(6);
    const reader = { key: key.secret, product: "images" };
    expect(await verdict({ ...reader, endpoint: "list-images" })).toMatchObject({
      valid: true,
      endpoint: "list-images",
    });
    for (const called of [{ endpoint: "resize" }, { method: "POST", path: "/images/7/resize/" }]) {
      expect(await verdict({ ...reader, ...called })).toMatchObject({ code: "INSUFFICIENT_SCOPE", endpoint: "resize" });
    }
  });

  it("that the product does not have lets nobody pass and counts nothing", async () => {
    const { secret } = await createKey(await createUser(), { scopes: ["images:read"] });
    const question = { key: secret, product: "images" };
    const unknown = [
      { endpoint: "anything" },
      { endpoint: "__proto__" },
      { method: "DELETE", path: "/images" },
      { method: "GET", path: "/images/../images" },
      { method: "GET", path: "/admin" },
    ];
    for (const called of unknown) {
      expect([called, await verdict({ ...question, ...called })]).toMatchObject([
        called,
        { code: "UNKNOWN_ENDPOINT", endpoint: null },
      ]);
    }
    // A product without endpoints of its own has nothing that could be meant.
    const film = await createKey(await createUser(), { scopes: ["films:read"] });
    expect((await verdict({ key: film.secret, product: "films", endpoint: "list" })).code).toBe("UNKNOWN_ENDPOINT");
    expect((await verdict({ ...question, endpoint: "list-images" })).limits[1].remaining).toBe(19);
  });

  it("is found by the way that the proxy's configuration names alone", async () => {
    const headers = { authorization: `Bearer ${key.secret}` };
    const forwarded = { ...headers, "x-forwarded-method": "GET", "x-forwarded-uri": "/images?x" };
    const original = { ...headers, "x-original-method": "GET", "x-original-uri": "/images" };
    const tries: [string, Record<string, string>, string, number][] = [
      ["?product=images&route=forwarded", forwarded, "GET", 200],
      ["?product=images&route=forwarded", original, "GET", 400],
      ["?product=images&route=original", original, "GET", 200],
      ["?product=images&route=original", { ...original, "x-original-uri": "/nothing" }, "GET", 403],
      ["?product=images&route=uri&uri=/images?route=original", headers, "GET", 200],
      ["?product=images&route=uri&uri=/images", original, "DELETE", 403],
      ["?product=images&route=uri", original, "GET", 400],
      ["?product=images&endpoint=list-images", headers, "GET", 200],
      ["?product=images&endpoint=none", headers, "GET", 403],
      ["?route=original", original, "GET", 400],
      ["?endpoint=list-images", headers, "GET", 400],
      ["?product=images&endpoint=list-images&route=original", original, "GET", 400],
      ["?product=images&route=elsewhere", original, "GET", 400],
    ];
    for (const [query, given, method, status] of tries) {
      expect([query, method, (await proxied(query, given, method)).status]).toEqual([query, method, status]);
    }
  });

  it("is what usage counts under, by what came of it", async () => {
    const { secret, id } = await createKey(await createUser(), { scopes: ["images:read"] });
    const question = { key: secret, product: "images" };
    await verdict({ ...question, endpoint: "list-images" });
    await verdict({ ...question, endpoint: "resize" });
    await verdict({ ...question, method: "GET", path: "/admin" });
    await proxied("?product=images&endpoint=list-images", { "x-api-key": secret });
    await open().flush();
    const { rows } = await open().database.pool.query(
      "SELECT endpoint, status_class, requests::int FROM usage_hours WHERE credential_id = $1 ORDER BY endpoint",
      [id],
    );
    expect(rows).toEqual([
      { endpoint: "POST /api/v1/keys/verify", status_class: "4xx", requests: 1 },
      { endpoint: "list-images", status_class: "2xx", requests: 2 },
      { endpoint: "resize", status_class: "4xx", requests: 1 },
    ]);
  });
});

describe("a document", () => {
  const planned = async (products: object) => {
    const answer = await callApi("POST /api/v1/catalogue/plan", {
      token: admin.token,
      body: { document: { products } },
    });
    return [answer.status, answer.json.errors?.[0]?.field, answer.json.errors?.[0]?.message];
  };

  it.each([
    ["keys_in.header", { keys_in: { header: "Authorization" } }],
    ["keys_in.header", { keys_in: { header: "X-Latchkey-User" } }],
    ["keys_in", { keys_in: { bearer: false } }],
    ["keys_in.basic", { keys_in: { basic: "both" } }],
    ["endpoints.0.path", { endpoints: [{ id: "a", path: "images" }] }],
    ["endpoints.0.path", { endpoints: [{ id: "a", path: "/a/../b" }] }],
    ["endpoints.0.path", { endpoints: [{ id: "a", path: "/*/b" }] }],
    ["endpoints.0.path", { endpoints: [{ id: "a", path: "/a%20b" }] }],
    ["endpoints.0.path", { endpoints: [{ id: "a", path: "/a//b" }] }],
    ["endpoints.0.id", { endpoints: [{ id: "POST /api", path: "/a" }] }],
    ["endpoints.0.cost", { endpoints: [{ id: "a", path: "/a", cost: 0 }] }],
  ])("is refused at its place: %s", async (place, member) => {
    const [status, field] = await planned({ pictures: own("pictures", "pic", member) });
    expect([status, field]).toEqual([400, `document.products.pictures.${place}`]);
  });

  it.each([
    [
      "names a twice",
      [
        { id: "a", path: "/a" },
        { id: "a", path: "/b" },
      ],
    ],
    [
      "names GET /a/{} twice",
      [
        { id: "a", method: "GET", path: "/a/{b}" },
        { id: "b", method: "GET", path: "/a/{c}" },
      ],
    ],
    ["a: the product has no scope films:read", [{ id: "a", path: "/a", scope: "films:read" }]],
  ])(
    "is refused where its endpoints cannot be told apart or need what is not the product's: %s",
    async (words, endpoints) => {
      const [status, field, message] = await planned({ pictures: own("pictures", "pic", { endpoints }) });
      expect([status, field]).toEqual([400, "document.products.pictures.endpoints"]);
      expect(message).toContain(words);
    },
  );

  it("says nothing of places and endpoints of a product that is shipped", async () => {
    for (const member of [{ keys_in: { header: "X-API-Key" } }, { endpoints: [] }]) {
      expect((await planned({ prompts: member }))[0]).toBe(400);
    }
  });
});
