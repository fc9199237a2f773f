import { describe, expect, it } from "vitest";
import { tokenAllowance, tokenStatus } from "./token-allowance";

describe("token allowance", () => {
  it("says how many are in use, and why there can be no more", () => {
    expect(tokenAllowance(1, 3, "Pro")).toEqual({ summary: "1 of 3 on Pro", blocked: null });
    expect(tokenAllowance(3, 3, "Pro").blocked).toMatch(/All 3/);
    expect(tokenAllowance(5, 3, "Pro").blocked).not.toBeNull();
    expect(tokenAllowance(0, 0, "Free").blocked).toMatch(/not part of the Free plan/);
  });
});

describe("token status", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  const label = (expires_at: string) => tokenStatus({ status: "active", expires_at }, now).label;

  it("warns a week before the end, and notices the end while one looks", () => {
    expect(label("2026-11-30T12:00:00Z")).toBe("Active");
    expect(label("2026-11-29T12:00:00Z")).toBe("Expires soon");
    expect(label("2026-11-22T12:00:00Z")).toBe("Expired");
  });
});
