import { expect, it } from "vitest";
import { parse } from "yaml";
import type { JsonSchema } from "@/lib/http/json-schema";
import { documentSchema, schemaComment } from "./document-schema";

const address = "https://access.example.test/latchkey.schema.json";
const schema = documentSchema("https://access.example.test") as JsonSchema & { $id: string };
const products = schema.properties?.products as { additionalProperties?: JsonSchema } | undefined;
const product = products?.additionalProperties;

it("names where it is served, and so does the comment that editors read", () => {
  expect(schema.$id).toBe(address);
  expect(schemaComment("https://access.example.test")).toBe(`# yaml-language-server: $schema=${address}`);
  expect(parse(schemaComment("https://access.example.test"))).toBeNull();
});

it("knows every member of a product, refuses others and says what is not told by its name", () => {
  expect(Object.keys(product?.properties ?? {})).toEqual(
    expect.arrayContaining(["label", "keys", "scopes", "roles", "keys_in", "endpoints", "limits", "hidden"]),
  );
  expect(product).toMatchObject({ additionalProperties: false });
  for (const member of ["keys", "roles", "keys_in", "endpoints", "limits", "hidden"]) {
    expect(product?.properties?.[member]?.description).toMatch(/\w/);
  }
});
