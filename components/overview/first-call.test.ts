import { expect, test } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { firstCallPath } from "./first-call";

test.each([
  ["prompts", "/v1/prompts"],
  ["memory", "/api/v1/memories"],
] as const)("a new key of %s is tried on %s", (product, path) => {
  expect(firstCallPath(contractTable, { product })).toBe(path);
});

test("a key is tried on what its own scopes allow", () => {
  expect(firstCallPath(contractTable, { product: "prompts", scopes: ["reports:write", "reports:read"] })).toBe(
    "/v1/reports",
  );
});

test("a product without endpoints of its own is tried on the account's", () => {
  expect(firstCallPath(contractTable, { product: "tunnel" })).toMatch(/^\/api\//);
});
