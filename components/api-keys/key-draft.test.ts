import { describe, expect, it } from "vitest";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { emptyDraft, forProduct, keyBodyOf, keyProblems } from "./key-draft";
import { exampleFor, type KeyProduct } from "./key-product";
import { emptyOneKey, isBegunForOne, oneKeyBodyOf } from "./one-key-draft";

const now = Date.parse("2026-11-22T12:00:00Z");
const memory: KeyProduct = {
  id: "memory",
  label: "Memory",
  description: "",
  environments: ["production", "development"],
  scopes: [
    { id: "read:memories", description: "Read", access: "read", endpoints: ["GET /api/v1/memories"] },
    { id: "write:memories", description: "Write", access: "write", endpoints: [] },
  ],
  roles: [],
  perMinute: 10,
  examples: [
    { method: "GET", path: "/api/v1/memories", scope: "read:memories" },
    { method: "POST", path: "/api/v1/memories", scope: "write:memories", body: { content: "example" } },
  ],
};
const tunnel: KeyProduct = { ...memory, id: "tunnel", environments: ["production"], scopes: [], perMinute: null };

describe("a new key's form", () => {
  it("begins with the least: development, read-only, 90 days", () => {
    expect(keyBodyOf({ ...emptyDraft(memory), name: "CI" }, memory, now)).toEqual({
      name: "CI",
      product: "memory",
      environment: "development",
      scopes: ["read:memories"],
      expires_in_days: 90,
    });
  });

  it("a product without scopes sends none, and only its own environment", () => {
    const draft = emptyDraft(memory);
    draft.scopes = { preset: "custom", chosen: ["write:memories"] };
    const moved = { ...draft, ...forProduct(draft, tunnel), expires_in_days: { preset: "never", date: "" } as const };
    const body = { name: "", product: "tunnel", environment: "production" };
    expect(keyBodyOf(moved, tunnel, now)).toEqual(body);
    expect(moved.scopes.chosen).toEqual([]);
  });

  it("names the customer whose key it is, except where a key has no scopes and stands for its maker", () => {
    const draft = { ...emptyDraft(memory), external_id: " user_42 " };
    expect(keyBodyOf(draft, memory, now)).toMatchObject({ external_id: "user_42" });
    expect(keyBodyOf({ ...draft, ...forProduct(draft, tunnel) }, tunnel, now)).not.toHaveProperty("external_id");
  });

  it("reads an allow-list by line, space and comma, and a limit of its own", () => {
    const draft = { ...emptyDraft(memory), ip_allowlist: "10.0.0.0/8\n::1, 192.0.2.7", rate_limit: " 60 " };
    const bounds = { ip_allowlist: ["10.0.0.0/8", "::1", "192.0.2.7"], rate_limit: 60 };
    expect(keyBodyOf(draft, memory, now)).toMatchObject(bounds);
  });

  it("asks for roles with or without scopes beside them, and for none of the product before", () => {
    const draft = { ...emptyDraft(memory), roles: ["viewer"], scopes: { preset: "custom", chosen: [] } as const };
    const alone = keyBodyOf(draft, memory, now);
    expect(alone).toMatchObject({ roles: ["viewer"] });
    expect(alone).not.toHaveProperty("scopes");
    expect(keyBodyOf({ ...draft, roles: [] }, memory, now)).toMatchObject({ scopes: [] });
    const beside = { ...draft, scopes: { preset: "custom", chosen: ["write:memories"] } as const };
    expect(keyBodyOf(beside, memory, now)).toMatchObject({ roles: ["viewer"], scopes: ["write:memories"] });
    expect(forProduct(draft, tunnel).roles).toEqual([]);
  });

  it("says that a custom end needs a date, and nothing where the end is not chosen", () => {
    const draft = { ...emptyDraft(memory), expires_in_days: { preset: "custom", date: "" } as const };
    expect(keyProblems(draft, now)).toEqual({ expires_in_days: "Choose a date" });
    expect(keyProblems({ ...draft, expires_at: "2027-01-01T00:00" }, now)).toEqual({});
    expect(keyProblems({ ...draft, expires_in_days: null }, now)).toEqual({});
  });
});

describe("the example of a key", () => {
  it("is a request that its scopes allow", () => {
    expect(exampleFor(memory, ["write:memories"]).method).toBe("POST");
    expect(exampleFor(memory, ["read:memories", "write:memories"]).path).toBe("/api/v1/memories");
    expect(exampleFor(memory, ["read:intelligence"]).path).toBe("/api/v1/api-keys");
  });
});

const typed = (remaining: string, amount = "", every = "") => ({
  ...emptyOneKey(memory),
  name: "CI",
  credits: { remaining, refill: { amount, every } },
});
const refusedAt = (draft: ReturnType<typeof typed>) => {
  const found = dashboardApiKeyContracts.create.body.safeParse(oneKeyBodyOf(draft, memory, now)).error?.issues ?? [];
  return [...new Set(found.map(({ path }) => path.join(".")))];
};

describe("the form of one new key", () => {
  it("says credits, their refill and that it is off where these were chosen, and nothing of them else", () => {
    const off = { ...typed("1,000"), enabled: false };
    expect(oneKeyBodyOf(off, memory, now)).toMatchObject({ credits: { remaining: 1_000 }, enabled: false });
    expect(oneKeyBodyOf(typed("1,000", "50", "7d"), memory, now)).toMatchObject({
      credits: { remaining: 1_000, refill: { amount: 50, every: "7d" } },
    });
    expect(oneKeyBodyOf(typed("0", "50", "Day 31"), memory, now)).toMatchObject({
      credits: { remaining: 0, refill: { amount: 50, on: 31 } },
    });
    const body = oneKeyBodyOf(emptyOneKey(memory), memory, now);
    expect(body).not.toHaveProperty("credits");
    expect(body).not.toHaveProperty("enabled");
  });

  it("knows that something was chosen in it, so that it is not folded away", () => {
    expect(isBegunForOne(emptyOneKey(memory))).toBe(false);
    expect(isBegunForOne(typed("", "", "7d"))).toBe(true);
    expect(isBegunForOne({ ...emptyOneKey(memory), enabled: false })).toBe(true);
  });

  it.each(["1e3", "-1", "1.5", "0x10", "ten", "10000000000000000", "1000000000001"])(
    "refuses %s credits, and as many after a refill, at their fields",
    (count) => {
      expect(refusedAt(typed(count))).toEqual(["credits.remaining"]);
      expect(refusedAt(typed("5", count, "7d"))).toEqual(["credits.refill.amount"]);
    },
  );

  it("refuses half of a refill, and a refill without credits, at what is missing", () => {
    expect(refusedAt(typed("", "50", "7d"))).toEqual(["credits.remaining"]);
    expect(refusedAt(typed("5", "50"))).toEqual(["credits.refill.every"]);
    expect(refusedAt(typed("5", "", "7d"))).toEqual(["credits.refill.amount"]);
  });

  it.each(["1m", "367d", "7", "weekly", "day 0", "day 32", "day 1.5"])("refuses %s as when a refill comes", (every) => {
    expect(refusedAt(typed("5", "50", every))).toEqual(["credits.refill.every"]);
  });
});
