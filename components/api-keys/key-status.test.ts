import { describe, expect, it } from "vitest";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { listedKey } from "@/lib/testing/listed-keys";
import { keyStatus, needsTypedName, whyNotAct } from "./key-status";

const now = Date.parse("2026-11-22T12:00:00Z");
const daysFromNow = (days: number) => new Date(now + days * 86_400_000).toISOString();

const key = (change: Partial<ApiKey>): ApiKey =>
  listedKey(1, { name: "CI", environment: "production", createdAt: daysFromNow(-1), ...change });

describe("keyStatus", () => {
  const label = (change: Partial<ApiKey>) => keyStatus(key(change), now).label;

  it("warns two weeks before a key ends", () => {
    expect(label({ expiresAt: daysFromNow(14) })).toBe("Expires soon");
    expect(label({ expiresAt: daysFromNow(14.01) })).toBe("Active");
  });

  it("an expiry that passed while the page was open counts", () => {
    expect(label({ expiresAt: daysFromNow(0) })).toBe("Expired");
  });

  it("revoked wins over everything, a rotation over its own deadline", () => {
    expect(label({ status: "revoked", expiresAt: daysFromNow(-1) })).toBe("Revoked");
    expect(label({ replacedBy: "key_2", expiresAt: daysFromNow(1) })).toBe("Being replaced");
  });

  it("a rotated key whose successor has ended is not being replaced", () => {
    const alone = { replacedBy: "key_2", expiresAt: daysFromNow(1), endsUnreplaced: true };
    expect(label(alone)).toBe("Successor ended");
    expect(label({ ...alone, expiresAt: daysFromNow(0) })).toBe("Expired");
  });

  it("a suspended key says so, and can still be rotated and revoked", () => {
    expect(label({ status: "suspended", expiresAt: daysFromNow(1) })).toBe("Suspended");
    expect(whyNotAct("rotate", key({ status: "suspended" }), now)).toBeNull();
    expect(whyNotAct("revoke", key({ status: "suspended" }), now)).toBeNull();
  });

  it("tells that a key was found in public until somebody has switched it on again", () => {
    const leak = { url: null, source: "commit", reportedAt: daysFromNow(0), action: "quarantine" as const };
    expect(label({ status: "disabled", leak })).toBe("Found in public");
    expect(label({ leak })).toBe("Active");
    expect(label({ leak: { ...leak, action: "notify" } })).toBe("Found in public");
    expect(label({ status: "revoked", leak })).toBe("Revoked");
  });

  it("names keys unused for 30 days, new ones not", () => {
    expect(label({ createdAt: daysFromNow(-90), lastUsedAt: daysFromNow(-30) })).toBe("Unused 30 days");
    expect(label({ createdAt: daysFromNow(-90) })).toBe("Unused 30 days");
    expect(label({ createdAt: daysFromNow(-90), lastUsedAt: daysFromNow(-2) })).toBe("Active");
    expect(label({ createdAt: daysFromNow(-2) })).toBe("Active");
  });
});

describe("revoking", () => {
  it("asks for the name only for production keys that were used within the last week", () => {
    expect(needsTypedName(key({ lastUsedAt: daysFromNow(-6.9) }), now)).toBe(true);
    expect(needsTypedName(key({ lastUsedAt: daysFromNow(-7) }), now)).toBe(false);
    expect(needsTypedName(key({ lastUsedAt: null }), now)).toBe(false);
    expect(needsTypedName(key({ lastUsedAt: daysFromNow(0), environment: "development" }), now)).toBe(false);
  });
});

describe("rotating", () => {
  it("is refused with the reason for keys that ended or were rotated", () => {
    expect(whyNotAct("rotate", key({}), now)).toBeNull();
    expect(whyNotAct("rotate", key({ status: "revoked" }), now)).toMatch(/ended/);
    expect(whyNotAct("rotate", key({ expiresAt: daysFromNow(-1) }), now)).toMatch(/ended/);
    // Its successor may have ended: then there is nothing to rotate.
    expect(whyNotAct("rotate", key({ replacedBy: "key_2" }), now)).toMatch(/successor, or create a key/);
  });
});

describe("keyStatus with what became of requests lately", () => {
  const lately = { requests: 100, refused: 20, limited: 15 };

  it("tells limits and rejections, after what will end the key", () => {
    expect(keyStatus(key({}), now, { ...lately, trouble: "limited" }).label).toBe("Rate-limited");
    expect(keyStatus(key({}), now, { ...lately, trouble: "rejected" }).label).toBe("Rejected lately");
    expect(keyStatus(key({}), now, { ...lately, trouble: null }).label).toBe("Active");
    const ending = key({ expiresAt: daysFromNow(3) });
    expect(keyStatus(ending, now, { ...lately, trouble: "rejected" }).label).toBe("Expires soon");
  });
});

describe("whyNotAct for a team", () => {
  const why = (action: "edit" | "rotate" | "revoke", change: Partial<ApiKey>) => whyNotAct(action, key(change), now);

  it("says whose it is to act", () => {
    expect(why("revoke", { youMay: [] })).toContain("its maker or an admin");
    expect(why("rotate", { youMay: ["usage", "revoke"], scopes: [] })).toContain("stands for its maker");
    expect(why("edit", { youMay: ["usage", "revoke"] })).toContain("beyond your role");
    expect(why("revoke", { youMay: ["usage", "revoke"] })).toBeNull();
  });
});
