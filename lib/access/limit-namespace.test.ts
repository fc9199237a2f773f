import { describe, expect, it } from "vitest";
import { createLimitFinder, LimitOverrides, NamespaceWindows } from "./limit-namespace";

const windows = [{ name: "daily", limit: 1, per: "day" as const }];
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

  it("let a minute's window come back to back as a whole, or as its burst says", () => {
    const limitsOf = (window: object) =>
      createLimitFinder({ windows: NamespaceWindows.parse([window]), concurrency: null, overrides: [] })("any").limits;
    const minute = { name: "fast", limit: 60, per: "minute" };
    expect(limitsOf(minute)).toEqual({ perMinute: 60, burst: 60 });
    expect(limitsOf({ ...minute, burst: 5 })).toEqual({ perMinute: 60, burst: 5 });
    expect(limitsOf({ name: "slow", limit: 9, per: "month" })).toMatchObject({ perMonth: 9 });
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
