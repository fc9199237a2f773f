import { describe, expect, it } from "vitest";
import { checkLimits, draftOf } from "./limits-draft";

describe("the form of an organization's own limits", () => {
  it("reads back what it was filled in with", () => {
    const limits = { perMinute: 1_000, burst: 200, perDay: 100_000 };
    expect(checkLimits(draftOf(limits))).toEqual({ limits, problems: null });
  });

  it("takes grouped thousands, and an empty day or month as no limit", () => {
    const draft = { perMinute: "1,000", burst: " 2 000 ", perDay: "", perMonth: "10_000_000" };
    expect(checkLimits(draft).limits).toEqual({ perMinute: 1_000, burst: 2_000, perMonth: 10_000_000 });
  });

  it("says what is wrong with every field at once", () => {
    const { problems } = checkLimits({ perMinute: "", burst: "0", perDay: "1.5", perMonth: "-1" });
    expect(problems).toEqual({
      perMinute: "Enter a number",
      burst: "A limit must be at least 1",
      perDay: "Use a whole number",
      perMonth: "Use a whole number",
    });
  });
});
