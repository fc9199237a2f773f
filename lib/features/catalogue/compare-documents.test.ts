import { expect, test } from "vitest";
import { changesBetween } from "./compare-documents";

const product = (label: string) => ({ label, scopes: [{ id: "a:r", description: "Read" }] });

test("what differs is told by its place, with both values, and nothing else is", () => {
  const before = { version: 1 as const, products: { a1: product("A"), b1: product("B") } };
  const after = {
    version: 1 as const,
    products: {
      a1: {
        ...product("A"),
        scopes: [
          { id: "a:r", description: "See" },
          { id: "a:w", description: "Write" },
        ],
      },
      c1: product("C"),
    },
  };
  expect(changesBetween(before, after)).toEqual([
    { path: "products.a1.scopes.a:r.description", action: "change", before: "Read", after: "See" },
    { path: "products.a1.scopes.a:w", action: "add", after: { id: "a:w", description: "Write" } },
    { path: "products.b1", action: "remove", before: product("B") },
    { path: "products.c1", action: "add", after: product("C") },
  ]);
  expect(changesBetween(before, before)).toEqual([]);
});

test("another order of plans and of products is a difference, and what goes with a list is told", () => {
  const plans = ["free", "pro"].map((id) => ({ id, label: id }));
  const of = (ordered: typeof plans) => ({ version: 1 as const, plans: ordered });
  expect(changesBetween(of(plans), of(plans.toReversed()))).toEqual([
    { path: "plans", action: "change", before: ["free", "pro"], after: ["pro", "free"] },
  ]);
  const products = { a1: { label: "A" }, b1: { label: "B" } };
  const turned = { b1: products.b1, a1: products.a1 };
  expect(changesBetween({ version: 1, products }, { version: 1, products: turned })).toEqual([
    { path: "products", action: "change", before: ["a1", "b1"], after: ["b1", "a1"] },
  ]);
});
