import { describe, expect, test } from "vitest";
import { keysToReview, type ReviewedKey } from "./key-review";

const now = Date.parse("2026-11-22T12:00:00.000Z");
const day = 86_400_000;
const at = (days: number) => new Date(now + days * day).toISOString();

function key(id: string, changes: Partial<ReviewedKey> = {}): ReviewedKey {
  return {
    id,
    name: id,
    environment: "production",
    status: "active",
    createdAt: at(-100),
    expiresAt: null,
    lastUsedAt: at(-1),
    replacedBy: null,
    ...changes,
  };
}

const reasons = (...keys: ReviewedKey[]) => keysToReview(keys, now).map(({ id, reason }) => `${id} ${reason}`);

describe("keysToReview", () => {
  test("a key in use that never expires wants no look", () => {
    expect(reasons(key("a"))).toEqual([]);
  });

  test("expiry counts within 14 days, soonest first, before idle keys", () => {
    expect(
      reasons(
        key("idle", { lastUsedAt: at(-40) }),
        key("later", { expiresAt: at(14) }),
        key("soon", { expiresAt: at(2) }),
        key("far", { expiresAt: at(15) }),
      ),
    ).toEqual(["soon expires", "later expires", "idle unused"]);
  });

  test("idle means 30 days; never used counts only a week after creation", () => {
    expect(
      reasons(
        key("29", { lastUsedAt: at(-29) }),
        key("30", { lastUsedAt: at(-30) }),
        key("new", { lastUsedAt: null, createdAt: at(-6) }),
        key("old", { lastUsedAt: null, createdAt: at(-8) }),
      ),
    ).toEqual(["30 unused", "old never-used"]);
  });

  test("revoked, expired and rotated keys are nobody's concern", () => {
    const ending = { expiresAt: at(1) };
    expect(
      reasons(
        key("a", { ...ending, status: "revoked" }),
        key("b", { ...ending, status: "expired" }),
        key("c", { ...ending, replacedBy: "key_2" }),
      ),
    ).toEqual([]);
  });
});
