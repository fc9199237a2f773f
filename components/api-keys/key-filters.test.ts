import { describe, expect, it } from "vitest";
import { filtersFrom, hasFilters, sameFilters, withFilters } from "./key-filters";

describe("filters in the address", () => {
  it("survive the round trip, odd characters included", () => {
    const filters = { search: "a&b=ü +%", product: "memory", environment: "production", status: "revoked" } as const;
    expect(filtersFrom(new URLSearchParams(withFilters(new URLSearchParams(), filters)))).toEqual(filters);
  });

  it("leave other parameters alone and vanish when cleared", () => {
    const search = new URLSearchParams("create=1&status=active");
    expect(withFilters(search, {})).toBe("?create=1");
    expect(withFilters(new URLSearchParams("status=active"), {})).toBe("");
  });

  it("ignore values that are no filter of ours", () => {
    const search = new URLSearchParams(`product=nope&environment=&status=ACTIVE&search=${"x".repeat(101)}`);
    expect(filtersFrom(search)).toEqual({});
    expect(filtersFrom(new URLSearchParams("search=%20%20"))).toEqual({});
    expect(filtersFrom(new URLSearchParams("search=a%00b"))).toEqual({});
  });

  it("compare by value", () => {
    expect(sameFilters({ search: "a" }, { search: "a" })).toBe(true);
    expect(sameFilters({ search: "a" }, {})).toBe(false);
    expect(hasFilters({})).toBe(false);
    expect(hasFilters({ status: "active" })).toBe(true);
  });
});
