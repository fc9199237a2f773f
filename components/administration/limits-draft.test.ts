import { describe, expect, it } from "vitest";
import { draftOf, limitProblems, limitsOf } from "./limits-draft";

describe("the form of an organization's own limits", () => {
  it("reads back what it was filled in with", () => {
    const limits = { perMinute: 1_000, burst: 200, perDay: 100_000, concurrency: 5 };
    expect(limitsOf(draftOf(limits))).toEqual(limits);
    expect(limitProblems(draftOf(limits))).toEqual({});
  });

  it("takes grouped thousands, and an empty day or month as no limit", () => {
    const draft = { perMinute: "1,000", burst: " 2 000 ", perDay: "", perMonth: "10_000_000", concurrency: "" };
    expect(limitsOf(draft)).toEqual({ perMinute: 1_000, burst: 2_000, perMonth: 10_000_000 });
    expect(limitProblems(draft)).toEqual({});
  });

  it("says of every field at once what is no number", () => {
    expect(limitProblems({ perMinute: "", burst: "5", perDay: "1.5", perMonth: "-1", concurrency: "x" })).toEqual({
      perMinute: "Enter a number",
      perDay: "Use a whole number",
      perMonth: "Use a whole number",
      concurrency: "Use a whole number",
    });
  });
});
