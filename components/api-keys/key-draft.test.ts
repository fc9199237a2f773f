import { describe, expect, it } from "vitest";
import { emptyDraft, forProduct, keyBodyOf, keyProblems } from "./key-draft";
import { exampleFor, type KeyProduct } from "./key-product";

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
