import { beforeAll, beforeEach, expect, it } from "vitest";
import { contentOf, currentCatalogue } from "@/lib/access/catalogue-snapshot";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();

const openapi = {
  openapi: "3.1.0",
  info: { title: "Images", version: "1" },
  paths: { "/v1/albums": { get: { summary: "List albums", responses: { 200: { description: "The albums" } } } } },
};
const images = {
  label: "Images",
  keys: { production: "img_live_" },
  scopes: [{ id: "images:read:{album}", description: "See images" }],
};

let admin: TestUser;
beforeAll(async () => {
  admin = await createUser();
});
beforeEach(() => clock.advance(5_000));

const put = (product: object, id = "images") =>
  callApi("PUT /api/v1/catalogue", { token: admin.token, body: { document: { products: { [id]: product } } } });

it("a product's document counts with the catalogue, is given back as it was sent, and is told briefly in the plan", async () => {
  const made = await put({ ...images, openapi });
  expect(made.status).toBe(200);
  expect(currentCatalogue().products.get("images")?.openapi).toEqual(openapi);
  const read = await callApi("GET /api/v1/catalogue", { token: admin.token });
  expect(read.json.data.document.products.images.openapi).toEqual(openapi);

  // Pages bring the catalogue along to browsers, which have no use for it there.
  expect(JSON.stringify(contentOf(currentCatalogue()))).not.toContain("List albums");

  const renamed = { ...openapi, info: { title: "Pictures", version: "2" } };
  const { json } = await put({ ...images, openapi: renamed });
  const [change, ...others] = json.data.changes;
  expect(others).toEqual([]);
  expect(change).toMatchObject({ path: "products.images.openapi", action: "change" });
  expect(change.before).toMatch(/^Images 1, 1 operations, SHA-256 [0-9a-f]{64}$/);
  expect(change.after).toMatch(/^Pictures 2, 1 operations, SHA-256 /);

  const without = await put(images);
  expect(without.json.data.changes).toMatchObject([{ path: "products.images.openapi", action: "remove" }]);
  expect(currentCatalogue().products.get("images")?.openapi).toBeUndefined();
});

it("a document that cannot be shown is a 400 with the place of each mistake, and nothing counts of it", async () => {
  const before = currentCatalogue();
  const get = { responses: { 200: { $ref: "https://elsewhere.example/answer.json" } } };
  const refused = await put({ ...images, openapi: { ...openapi, paths: { "/v1.0/albums": { get } } } });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.json)).toContain(
    "document.products.images.openapi.paths./v1.0/albums.get.responses.200.$ref: must begin with #/",
  );
  expect(currentCatalogue()).toBe(before);
});

it("an operation names no scope but the product's own", async () => {
  const naming = (scope: string) => ({
    ...openapi,
    paths: { "/v1/albums": { get: { ...openapi.paths["/v1/albums"].get, "x-latchkey-scope": scope } } },
  });
  const refused = await put({ ...images, openapi: naming("prompts:read") });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.json)).toContain("x-latchkey-scope: must be a scope of the product");
  expect((await put({ ...images, openapi: naming("images:read") })).status).toBe(200);
});

it("a shipped product has none: its endpoints are told from their declarations", async () => {
  const refused = await put({ openapi }, "prompts");
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.json)).toContain("document.products.prompts.openapi: is for a product of your own");
});
