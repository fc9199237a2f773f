import { describe, expect, it } from "vitest";
import { emptyTokenDraft, maximumTokenDays, tokenBodyOf, tokenProblems } from "./token-draft";

const now = Date.parse("2026-11-22T12:00:00Z");

describe("a new token's form", () => {
  it("asks for 90 days unless told otherwise", () => {
    const draft = { ...emptyTokenDraft, name: "laptop" };
    expect(tokenBodyOf(draft, now)).toEqual({ name: "laptop", expires_in_days: 90 });
    expect(tokenProblems(draft, now)).toEqual({});
  });

  it("takes a date up to a year from now, and no later", () => {
    const until = (date: string) => ({ name: "x", expires_in_days: { preset: "custom", date } as const });
    expect(tokenBodyOf(until("2027-11-22"), now)).toMatchObject({ expires_in_days: maximumTokenDays });
    expect(tokenProblems(until("2027-11-23"), now).expires_in_days).toMatch(/365 days/);
  });

  it("a token always expires: never is refused, not replaced by a default", () => {
    const never = { name: "x", expires_in_days: { preset: "never", date: "" } as const };
    expect(tokenProblems(never, now)).toEqual({ expires_in_days: "A token must expire" });
  });
});
