import { describe, expect, it } from "vitest";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { checkChange, draftOf } from "./key-change";

const nowMs = Date.parse("2026-06-10T12:00:00Z");
const apiKey = {
  name: "Checkout",
  scopes: ["prompts:read"],
  ipAllowlist: ["203.0.113.0/24"],
  rateLimit: 20,
  expiresAt: "2026-07-01T00:00:00.000Z",
} as unknown as ApiKey;

describe("checkChange", () => {
  it("sends what differs and nothing else", () => {
    const draft = draftOf(apiKey);
    expect(checkChange(draft, apiKey, nowMs)).toEqual({ body: null });
    expect(checkChange({ ...draft, name: "Checkout 2" }, apiKey, nowMs)).toEqual({ body: { name: "Checkout 2" } });
    expect(
      checkChange(
        { ...draft, ipAllowlist: "", rateLimit: " ", expiry: { preset: "never", date: "" }, scopes: ["prompts:write"] },
        apiKey,
        nowMs,
      ),
    ).toEqual({ body: { ip_allowlist: [], rate_limit: null, expires_in_days: null, scopes: ["prompts:write"] } });
    expect(checkChange({ ...draft, expiry: { preset: "30", date: "" } }, apiKey, nowMs)).toEqual({
      body: { expires_in_days: 30 },
    });
  });

  it("names what is wrong by field, in the form's words", () => {
    const draft = draftOf(apiKey);
    const problemsOf = (part: Partial<typeof draft>) => checkChange({ ...draft, ...part }, apiKey, nowMs).problems;
    expect(problemsOf({ name: " " })).toEqual({ name: "Give the key a name of 1 to 100 characters" });
    expect(problemsOf({ scopes: [] })).toEqual({ scopes: "Choose at least one scope" });
    expect(problemsOf({ rateLimit: "many" })).toEqual({ rate_limit: "Use a whole number from 1 to 1,000,000" });
    expect(problemsOf({ ipAllowlist: "203.0.113.0/24\nnowhere" })?.ip_allowlist).toContain("“nowhere”");
    expect(problemsOf({ expiry: { preset: "custom", date: "" } })).toEqual({ expires_in_days: "Choose a date" });
  });
});
