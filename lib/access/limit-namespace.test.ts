import { describe, expect, it } from "vitest";
import { createLimitFinder, LimitOverrides } from "./limit-namespace";

const windows = [{ name: "daily", limit: 1, per: "1d" }];
const finderOf = (...identifiers: string[]) =>
  createLimitFinder({
    windows,
    concurrency: null,
    overrides: identifiers.map((identifier) => ({ identifier, windows })),
  });

describe("the windows of an identifier", () => {
  it.each([
    ["user_42", ["*", "user_*", "user_42"], "user_42"],
    ["user_4", ["*", "user_*", "user_42"], "user_*"],
    ["team", ["*", "user_*"], "*"],
    ["team", ["user_*"], null],
    ["user_42:eu", ["user_*", "*:eu", "user_*:eu"], "user_*:eu"],
    ["ab", ["a*b"], "a*b"],
    ["a", ["a*a"], null],
    ["abcabd", ["a*c*bd"], "a*c*bd"],
    ["abd", ["a*b*bd"], null],
    ["xay", ["x*", "*y"], "x*"],
    ["user_*", ["user_*"], "user_*"],
    ["user.42", ["user_42", "user?42"], null],
  ])("of %s under %j are those of %s", (identifier, overrides, wanted) => {
    expect(finderOf(...overrides)(identifier).override).toBe(wanted);
  });

  it("are found soon for every pattern, where trying each place again would take for ever", () => {
    expect(finderOf(`${"a*".repeat(120)}b`)("a".repeat(255)).override).toBeNull();
  });

  it("are counted by the length that is written, sliding where that is said", () => {
    const written = [
      { name: "fast", limit: 60, per: "10s" },
      { name: "slow", limit: 9, per: "1h", sliding: true as const },
    ];
    const { windows: counted } = createLimitFinder({ windows: written, concurrency: null, overrides: [] })("any");
    expect(counted.map(({ name, limit, span }) => [name, limit, span.id])).toEqual([
      ["fast", 60, "10s"],
      ["slow", 9, "~1h"],
    ]);
  });
});

describe("overrides", () => {
  it.each([
    ["more than 1,000", Array.from({ length: 1_001 }, (_, at) => ({ identifier: `user_${at}`, windows }))],
    ["more than 100 patterns", Array.from({ length: 101 }, (_, at) => ({ identifier: `user_${at}_*`, windows }))],
    ["one identifier twice", [1, 2].map(() => ({ identifier: "user", windows }))],
  ])("are refused where there are %s", (_, overrides) => {
    expect(LimitOverrides.safeParse(overrides).success).toBe(false);
  });
});
