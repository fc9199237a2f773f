import { afterEach, describe, expect, test } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { ownProduct } from "@/lib/testing/own-product";
import {
  isProductId,
  isScopeId,
  keyFormatOf,
  limitsOf,
  productIds,
  productOf,
  productOfScope,
  scopeIds,
} from "./catalogue";
import { compileCatalogue, currentCatalogue, replaceCatalogue, shippedContent } from "./catalogue-snapshot";
import { generateCredential, readCredential } from "./credential-format";

const shipped = currentCatalogue();
afterEach(() => replaceCatalogue(shipped));

describe("the catalogue that counts now", () => {
  test("is the shipped one until another takes its place, and then every question is answered by that one", () => {
    expect(isProductId("images")).toBe(false);
    const products = { ...shippedContent.products, images: ownProduct };
    replaceCatalogue(compileCatalogue({ ...shippedContent, products }, 1));
    expect(productIds()).toContain("images");
    expect(scopeIds()).toContain("images:read");
    expect(productOfScope("images:write")).toBe("images");
    expect(limitsOf("images", "business")).toEqual({ perMinute: 120, burst: 20 });
    const format = keyFormatOf("images", "development");
    expect(format && readCredential(generateCredential(format))).toEqual({ format, valid: true });
  });

  test("names no product that stands on every object", () => {
    expect(["constructor", "toString", "__proto__"].filter(isProductId)).toEqual([]);
  });

  test("keeps the id of what it no longer names as its label", () => {
    expect(productOf("images")).toMatchObject({ label: "images", limits: {}, scopes: [] });
  });
});

test("every endpoint names a product and a scope of the shipped catalogue", () => {
  for (const { path, product, scope } of contractTable) {
    expect([path, product in shippedContent.products]).toEqual([path, true]);
    if (scope !== undefined) expect([path, isScopeId(scope)]).toEqual([path, true]);
  }
});
