import { expect, test } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { firstCallPath } from "./first-call";

test.each([
  ["prompts", "/v1/prompts"],
  ["memory", "/api/v1/memories"],
])("a new key of %s is tried on %s", (product, path) => {
  expect(firstCallPath(contractTable, product)).toBe(path);
});

test("a product without endpoints of its own is tried on the account's", () => {
  expect(firstCallPath(contractTable, "tunnel")).toMatch(/^\/api\//);
});
