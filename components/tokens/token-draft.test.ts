import { describe, expect, it } from "vitest";
import { checkTokenDraft, emptyTokenDraft, maximumTokenDays, tokenProblems } from "./token-draft";

const now = Date.parse("2026-11-22T12:00:00Z");

describe("a new token's form", () => {
  it("asks for 90 days unless told otherwise", () => {
    expect(checkTokenDraft({ ...emptyTokenDraft, name: " laptop " }, now).body).toEqual({
      name: "laptop",
      expires_in_days: 90,
    });
  });

  it("takes a date up to a year from now, and no later", () => {
    const until = (date: string) => checkTokenDraft({ name: "x", expiry: { preset: "custom", date } }, now);
    expect(until("2027-11-22").body?.expires_in_days).toBe(maximumTokenDays);
    expect(until("2027-11-23").problems?.expires_in_days).toMatch(/365 days/);
  });

  it("a token always expires: never is refused, not replaced by a default", () => {
    const { body, problems } = checkTokenDraft({ name: "x", expiry: { preset: "never", date: "" } }, now);
    expect(body).toBeUndefined();
    expect(problems?.expires_in_days).toBe("A token must expire");
  });

  it("names every field that is wrong at once", () => {
    const { problems } = checkTokenDraft({ name: "  ", expiry: { preset: "custom", date: "" } }, now);
    expect(Object.keys(problems ?? {}).sort()).toEqual(["expires_in_days", "name"]);
    expect(tokenProblems([{ path: "", message: "No." }])).toEqual({ form: "No." });
  });
});
