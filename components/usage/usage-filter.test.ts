import { describe, expect, test } from "vitest";
import { changedUsageFilter, defaultFilter, readUsageFilter, type UsageFilter, usageSearch } from "./usage-filter";

describe("usage filter", () => {
  test("survives the round trip through the address", () => {
    const filter: UsageFilter = {
      range: "7d",
      product: "prompts",
      environment: "development",
      credentialId: "key_a b&c",
      view: "table",
    };
    expect(readUsageFilter(new URLSearchParams(usageSearch(filter)))).toEqual(filter);
  });

  test("the defaults leave the address clean", () => {
    expect(usageSearch(defaultFilter)).toBe("");
    expect(readUsageFilter(new URLSearchParams())).toEqual(defaultFilter);
  });

  test("nonsense in the address falls back to the default, part by part", () => {
    const params = new URLSearchParams("range=5y&product=nope&environment=&key=&view=pie&range=7d");
    expect(readUsageFilter(params)).toEqual(defaultFilter);
    expect(readUsageFilter(new URLSearchParams("range=5y&product=memory"))).toEqual({
      ...defaultFilter,
      product: "memory",
    });
  });

  test("a change keeps what it does not name and takes out what it sets to null", () => {
    expect(changedUsageFilter("?range=7d&product=memory&view=table", { product: null, key: "key_1" })).toEqual({
      range: "7d",
      credentialId: "key_1",
      view: "table",
    });
  });
});
