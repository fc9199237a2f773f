import { describe, expect, test } from "vitest";
import { planIds, productIds, productOf } from "./catalogue";
import { createLimitTable } from "./limit-table";

const free = { perMinute: 10, burst: 20 };
const pro = { perMinute: 100, burst: 200 };
const apps = { perMinute: 5, burst: 5, perDay: 50 };

describe("limits by plan and kind of credential", () => {
  const find = createLimitTable(
    { limits: { free, pro }, limitsByCredential: { "oauth-token": { pro: apps } } },
    planIds(),
  );

  test("a kind that a plan names has its own limits and counters; all others share the plan's", () => {
    expect(find("pro", "oauth-token")).toEqual({ limits: apps, apart: true });
    expect(find("pro", "api-key")).toEqual({ limits: pro, apart: false });
    expect(find("pro")).toEqual({ limits: pro, apart: false });
  });

  test("a plan above takes the nearest cheaper one's, a plan below none", () => {
    expect(find("business", "oauth-token")).toEqual({ limits: apps, apart: true });
    expect(find("free", "oauth-token")).toEqual({ limits: free, apart: false });
  });

  test("a product without limits is unlimited, but for a kind that has some", () => {
    const unlimited = createLimitTable({ limits: {}, limitsByCredential: { pat: { free } } }, planIds());
    expect(unlimited("pro", "api-key")).toEqual({ limits: null, apart: false });
    expect(unlimited("pro", "pat")).toEqual({ limits: free, apart: true });
  });

  test("the shipped catalogue keeps the documented numbers for every kind", () => {
    for (const id of productIds()) expect([id, productOf(id).limitsByCredential]).toEqual([id, undefined]);
  });
});
