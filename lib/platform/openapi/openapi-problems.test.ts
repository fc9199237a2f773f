import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { parse } from "yaml";
import type { OpenapiDocument } from "./openapi-document";
import { openapiProblems } from "./openapi-problems";

const operation = { responses: { 200: { description: "Done" } } };
const document = (more: object = {}) => ({
  openapi: "3.1.0",
  info: { title: "Images", version: "1" },
  paths: { "/albums": { get: operation } },
  ...more,
});
const told = (value: unknown) => openapiProblems(value).map(({ at, message }) => `${at.join(" ")}: ${message}`);

it("takes a document of 3.0 or 3.1, and the example's", async () => {
  expect(told(document())).toEqual([]);
  expect(told(document({ openapi: "3.0.4" }))).toEqual([]);
  expect(told(parse(await readFile("examples/image-api/openapi.yaml", "utf8")))).toEqual([]);
});

it("refuses other versions, and what has no name or no operation", () => {
  expect(told("text")).toEqual([": must be an OpenAPI document"]);
  expect(told(document({ openapi: "2.0", info: {} }))).toEqual([
    "openapi: must be 3.0 or 3.1, such as 3.1.0",
    "info title: is required",
    "info version: is required",
  ]);
  expect(told(document({ paths: {} }))).toEqual(["paths: must have at least one operation"]);
});

it("refuses references to elsewhere, to nothing and in a circle, each at its place, and lets a schema hold itself", () => {
  const schemas = {
    Elsewhere: { $ref: "https://evil.example/schema.json" },
    Nothing: { properties: { a: { $ref: "#/components/schemas/Missing" } } },
    Inherited: { $ref: "#/__proto__" },
    One: { $ref: "#/components/schemas/Two" },
    Two: { $ref: "#/components/schemas/One" },
  };
  expect(told(document({ components: { schemas } })).toSorted()).toEqual([
    "components schemas Elsewhere $ref: must begin with #/, because nothing is fetched from elsewhere",
    "components schemas Inherited $ref: names nothing of the document: #/__proto__",
    "components schemas Nothing properties a $ref: names nothing of the document: #/components/schemas/Missing",
    "components schemas One $ref: leads to references in a circle",
    "components schemas Two $ref: leads to references in a circle",
  ]);
  const tree = {
    type: "object",
    properties: { below: { type: "array", items: { $ref: "#/components/schemas/Tree" } } },
  };
  expect(told(document({ components: { schemas: { Tree: tree } } }))).toEqual([]);
});

it("takes for data what stands in examples, and for a name what properties are called", () => {
  const data = { $ref: "any text" };
  const schema = {
    type: "object",
    example: data,
    default: data,
    properties: { example: { type: "string" }, $ref: {} },
  };
  expect(told(document({ components: { schemas: { One: schema }, examples: { one: { value: data } } } }))).toEqual([]);
});

it("refuses what is too deep, too large or has too many values, without following it to its end", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 200_000; level += 1) deep = [deep];
  expect(told(document({ "x-deep": deep }))[0]).toMatch(/must be at most 64 levels deep$/);
  expect(told(document({ "x-long": "é".repeat(500_000) }))).toEqual([": must have at most 1 MB as JSON"]);
  expect(told(document({ "x-many": Array(100_001).fill(1) }))).toEqual([": must hold at most 100,000 values"]);
  let shared: object = { a: 1 };
  for (let level = 0; level < 40; level += 1) shared = { left: shared, right: shared };
  expect(told(document({ "x-shared": shared }))).toEqual([": must hold at most 100,000 values"]);
  expect(told(document({ "x-name": { ["n".repeat(301)]: 1 } }))).toEqual([
    "x-name: has a name of more than 300 characters",
  ]);
  expect(told(document({ "x-nul": "a\0b" }))).toEqual(["x-nul: holds what is no text"]);
});

it("follows no reference that is long, and looks once at what many places refer to", () => {
  const long = { $ref: `#/${"a/".repeat(500)}` };
  expect(told(document({ components: { schemas: { Long: long } } }))).toEqual([
    "components schemas Long: has a $ref of more than 1000 characters",
  ]);
  const properties = Object.fromEntries(Array.from({ length: 30_000 }, (_, place) => [`p${place}`, {}]));
  const shared = { description: "Done", content: { "application/json": { schema: { properties, type: "none" } } } };
  const responses = Object.fromEntries(
    Array.from({ length: 400 }, (_, place) => [String(100 + place), { $ref: "#/components/responses/Shared" }]),
  );
  const many = { paths: { "/albums": { get: { responses } } }, components: { responses: { Shared: shared } } };
  expect(told(document(many))).toEqual([
    "paths /albums get responses 100 content application/json schema type: must be of array, boolean, integer, null, number, object, string",
  ]);
});

it("refuses more than 500 operations without looking at the rest", () => {
  const paths = Object.fromEntries(Array.from({ length: 502 }, (_, place) => [`/a${place}`, { get: operation }]));
  expect(told(document({ paths: { ...paths, "/a501": { get: {} } } }))).toEqual([
    "paths: must have at most 500 operations",
  ]);
});

it("refuses servers that are none of the web, and those that hide another host behind a password", () => {
  const servers = (url: string, variables = {}) => told(document({ servers: [{ url, variables }] }));
  for (const url of ["https://api.example/v1", "/v1"]) expect(servers(url)).toEqual([]);
  expect(servers("https://{region}.example", { region: { default: "eu" } })).toEqual([]);
  for (const url of ["javascript:alert(1)", "https://api.example@evil.example", "ftp://api.example", "{scheme}://a"]) {
    expect(servers(url, { scheme: { default: "javascript" } })).toHaveLength(1);
  }
});

it.each<[string, object, string]>([
  ["a path without a slash", { albums: { get: operation } }, "paths albums: must be a path such as"],
  ["a path with markup", { "/<b>": { get: operation } }, "paths /<b>: must be a path such as"],
  [
    "a parameter that the operation does not tell",
    { "/a/{b}": { get: operation } },
    "paths /a/{b} get parameters: must tell of {b}",
  ],
  ["an operation without answers", { "/a": { get: {} } }, "paths /a get responses: must be answers"],
  [
    "a status that is none",
    { "/a": { get: { responses: { ok: {} } } } },
    "paths /a get responses ok: must be a status",
  ],
  ["a type that is none", bodyOf({ type: "text" }), "schema type: must be of array"],
  ["properties that are none", bodyOf({ properties: [] }), "schema properties: must be schemas by their names"],
  ["an operation's name twice", twice(), "paths /b get operationId: names one twice"],
])("refuses %s, at its place", (_, paths, problem) => {
  const found = told(document({ paths }));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(problem);
});

function bodyOf(schema: object): OpenapiDocument {
  return { "/a": { post: { ...operation, requestBody: { content: { "application/json": { schema } } } } } };
}

function twice(): OpenapiDocument {
  const one = { ...operation, operationId: "one" };
  return { "/a": { get: one }, "/b": { get: one } };
}
