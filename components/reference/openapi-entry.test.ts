import { readFile } from "node:fs/promises";
import { afterEach, expect, it, test } from "vitest";
import { parse } from "yaml";
import { contentWith, problemsOf } from "@/lib/access/catalogue-content";
import { CatalogueDocument } from "@/lib/access/catalogue-document";
import { compileCatalogue, currentCatalogue, replaceCatalogue } from "@/lib/access/catalogue-snapshot";
import { contractTable } from "@/lib/contract-table";
import { referencePaths } from "@/lib/http/reference-address";
import { guidesMarkdown } from "./guides-markdown";
import { endpointMarkdown, llmsText } from "./markdown";
import { openapiEntries } from "./openapi-entry";
import { referenceGroups } from "./reference-entry";
import { searchIndexOf } from "./search-index";
import { matchesOf } from "./search-matches";
import { snippetIn } from "./snippet-languages";
import { snippetLanguages } from "./snippet-names";

const shipped = currentCatalogue();
afterEach(() => replaceCatalogue(shipped));

/** Makes a product's OpenAPI document count; the document of the catalogue has to be one that could be put in place. */
function describe(openapi: unknown, more: object = {}) {
  const images = {
    label: "Images",
    keys: { production: "img_live_" },
    keys_in: { header: "X-API-Key" },
    scopes: [
      { id: "images:read", description: "See" },
      { id: "images:write", description: "Draw" },
    ],
    openapi,
    ...more,
  };
  const document = CatalogueDocument.parse({ products: { images } });
  expect(problemsOf(document)).toEqual([]);
  replaceCatalogue(compileCatalogue(contentWith(document), 1));
}

const head = { openapi: "3.1.0", info: { title: "Images", version: "1" } };
const done = { 200: { description: "Done" } };
const groupsNow = () => referenceGroups(contractTable, "https://keys.example", () => [], openapiEntries);

async function describeExample() {
  const openapi = parse(await readFile("examples/image-api/openapi.yaml", "utf8"));
  const { products } = parse(await readFile("examples/image-api/latchkey.yaml", "utf8"));
  describe(openapi, products.images.openapi && { ...products.images, openapi });
}

test("the example's document is five endpoints with parameters, bodies, answers, scopes and the key's own header", async () => {
  await describeExample();
  const entries = openapiEntries("images");
  expect(entries.map(({ href, scope, callers }) => [href, scope, ...callers])).toEqual([
    ["/docs/images/get-v1-albums", "images:read", "API key"],
    ["/docs/images/get-v1-albums-album-images", "images:read", "API key"],
    ["/docs/images/post-v1-albums-album-images", "images:write", "API key"],
    ["/docs/images/get-v1-albums-album-images-image", "images:read", "API key"],
    ["/docs/images/post-v1-albums-album-images-image-resize", "images:write", "API key"],
  ]);
  expect(entries.flatMap(({ conditions }) => conditions)).toEqual([]);
  const draw = entries[2];
  expect(draw?.request).toEqual([
    {
      title: "In the path",
      fields: [{ path: "album", type: "string", required: true, notes: ["An album's name", "for example summer"] }],
    },
    {
      title: "In the body, as JSON",
      fields: [
        { path: "width", type: "integer", required: true, notes: ["In pixels", "1 to 512"] },
        { path: "height", type: "integer", required: true, notes: ["In pixels", "1 to 512"] },
        { path: "colour", type: "string", required: false, notes: ["As #rrggbb"] },
      ],
    },
  ]);
  expect(JSON.parse(draw?.response.example ?? "")).toEqual({
    id: "image-1",
    width: 200,
    height: 200,
    colour: "#ff8800",
  });
  expect(draw?.errors.map(({ status, meaning }) => [status, meaning])).toEqual([
    [400, "Why it was not done"],
    [429, "Why it was not done"],
  ]);
  expect(draw && snippetIn("curl", draw.snippet)).toBe(
    [
      'curl -X POST "https://images.pictor.example/v1/albums/$ALBUM/images" \\',
      '  -H "X-API-Key: $API_KEY" \\',
      "  -H 'Content-Type: application/json' \\",
      `  -d '{\n  "width": 200,\n  "height": 200,\n  "colour": "#ff8800"\n}'`,
    ].join("\n"),
  );
  expect(entries[3]?.response).toMatchObject({ example: null, media: ["image/png"] });
});

test("search, llms.txt, Markdown and addresses know them; a hidden product's none of it", async () => {
  await describeExample();
  const groups = await groupsNow();
  const [entry] = openapiEntries("images");
  expect(groups.at(-1)?.entries).toHaveLength(5);
  expect(matchesOf(searchIndexOf(groups), "resize").map(({ href }) => href)).toEqual([
    "/docs/images/post-v1-albums-album-images-image-resize",
  ]);
  expect(llmsText(groups, { origin: "" })).toContain("[GET /v1/albums](/docs/images/get-v1-albums.md): List albums");
  const text = entry ? endpointMarkdown(entry) : "";
  expect(text).toContain("## Server\n\n- `https://images.pictor.example`");
  for (const { label } of snippetLanguages) expect(text).toContain(`### ${label}`);
  const paths = referencePaths(contractTable);
  expect([paths.has("/docs/images/get-v1-albums"), paths.has("/docs/prompts/get-v1-prompts")]).toEqual([true, true]);

  const guides = () => guidesMarkdown([], { origin: "", errors: { nested: "", flat: "", rows: [] }, refused: "" });
  expect(guides()).toContain("img_live_");

  describe({ ...head, paths: { "/a": { get: { responses: done } } } }, { hidden: true });
  expect((await groupsNow()).map(({ product }) => product)).not.toContain("images");
  expect([paths.has("/docs/images/get-a"), paths.has("/docs/images/get-v1-albums")]).toEqual([false, false]);
  expect(guides()).not.toMatch(/img_live_/);
});

it("reads texts that were made to be read for ever, and leaves out values that would fill pages", () => {
  const texts = [`${"[".repeat(700)}](${"x".repeat(3_000)}`, "[a](x".repeat(1_500), "\u200e".repeat(200_000)];
  const names = Array.from({ length: 40 }, (_, place) => [`p${place}`, { $ref: "#/components/schemas/Long" }]);
  const schemas = {
    Long: { enum: ["v".repeat(100_000)] },
    Wide: { type: "object", properties: Object.fromEntries(names) },
  };
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Wide" } } };
  const operation = (description: string) => ({
    description,
    responses: { 200: { description: "Done", content } },
  });
  const paths = Object.fromEntries(texts.map((text, place) => [`/a${place}`, { get: operation(text) }]));
  describe({ ...head, paths, components: { schemas } });
  const entries = openapiEntries("images");
  expect(entries.map(({ path }) => path)).toEqual(["/a0", "/a1", "/a2"]);
  for (const entry of entries) expect(JSON.stringify(entry).length).toBeLessThan(40_000);
});

it("shows markup and script links of a document as text, and never as what they are", () => {
  const hostile =
    "<script>alert(1)</script> [click](javascript:alert(1)) **bold** [docs](https://a.example/) \u202egnp";
  const operation = {
    summary: hostile,
    description: `# Heading\n\n${hostile} again`,
    parameters: [{ name: "a`<b>", in: "query", description: hostile, schema: { type: "string" } }],
    responses: { 200: { description: hostile } },
  };
  describe({ ...head, paths: { "/a": { get: operation } } });
  const [entry] = openapiEntries("images");
  expect(entry?.summary).toBe("<script>alert(1)</script> click bold docs (https://a.example/) gnp");
  const text = entry ? endpointMarkdown(entry) : "";
  expect(text).not.toMatch(/<script|javascript:|\]\(/);
  expect(text).toContain("- `a'<b>`: string; &lt;script>");
});

it("tells a schema that holds itself once, and one that would grow without end up to a bound", () => {
  const wide = (level: number) => ({
    type: "object",
    properties: Object.fromEntries(
      [1, 2, 3, 4].map((place) => [`m${place}`, { $ref: `#/components/schemas/L${level + 1}` }]),
    ),
  });
  const levels = Object.fromEntries([...Array(30).keys()].map((level) => [`L${level}`, wide(level)]));
  const schemas = {
    ...levels,
    L30: { type: "string" },
    Tree: {
      type: "object",
      properties: { name: { type: "string" }, below: { type: "array", items: { $ref: "#/components/schemas/Tree" } } },
    },
  };
  const answer = (name: string) => ({
    responses: {
      200: { description: "", content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } } },
    },
  });
  describe({
    ...head,
    components: { schemas },
    paths: { "/tree": { get: answer("Tree") }, "/wide": { get: answer("L0") } },
  });
  const [tree, grown] = openapiEntries("images");
  expect(tree?.response.fields.map(({ path, type }) => [path, type])).toEqual([
    ["name", "string"],
    ["below", "array of objects"],
  ]);
  expect(grown?.response.fields.length).toBeLessThanOrEqual(150);
});

it("gives each operation an address of its own, whatever paths have in common", () => {
  const get = { responses: done };
  describe({ ...head, paths: { "/a-b": { get }, "/a/b": { get }, "/a.b": { get } } });
  expect(openapiEntries("images").map(({ id }) => id)).toEqual(["get-a-b", "get-a-b-2", "get-a-b-3"]);
});

it("takes scopes from where requests are judged, then from the operation, then from its security", () => {
  const get = (more: object = {}) => ({ get: { responses: done, ...more } });
  const security = [{ oauth: ["images:read", "something:else"] }];
  const paths = {
    "/albums/{album-id}": {
      get: { "x-latchkey-scope": "images:write", responses: done, parameters: [{ name: "album-id", in: "path" }] },
    },
    "/said": get({ "x-latchkey-scope": "images:write", security }),
    "/secured": get({ security }),
    "/open": get({ security: [] }),
    "/plain": get(),
  };
  describe(
    { ...head, servers: [{ url: "https://a.example/v1/" }], paths },
    { endpoints: [{ id: "albums", method: "GET", path: "/v1/albums/{album}", scope: "images:read" }] },
  );
  expect(openapiEntries("images").map(({ path, scope, callers: [caller] }) => [path, scope, caller])).toEqual([
    ["/albums/{album-id}", "images:read", "API key"],
    ["/said", "images:write", "API key"],
    ["/secured", "images:read", "API key"],
    ["/open", null, "Anyone"],
    ["/plain", null, "API key"],
  ]);
});

it.each([
  [{ keys_in: {} }, "Authorization: Bearer $API_KEY"],
  [{ keys_in: { bearer: false, basic: "username" } }, "Authorization: Basic $BASIC_KEY"],
  [{ keys_in: { bearer: false, query: "key" } }, "key=$API_KEY"],
])("sends the key where the product's keys come: %j", (product, sent) => {
  const path = { name: "path", in: "path", required: true, schema: { type: "string" } };
  describe({ ...head, paths: { "/files/{path}": { get: { parameters: [path], responses: done } } } }, product);
  const [entry] = openapiEntries("images");
  const curl = entry ? snippetIn("curl", entry.snippet) : "";
  expect(curl).toContain(sent);
  // No host is named, and a parameter never takes the place of what a shell goes by.
  expect(curl).toContain('"$API_URL/files/$THE_PATH"');
});
