import { describe, expect, it } from "vitest";
import { checkDraft, emptyDraft, problemsByField, withProduct } from "./key-draft";
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
  perMinute: 10,
  examples: [
    { method: "GET", path: "/api/v1/memories", scope: "read:memories" },
    { method: "POST", path: "/api/v1/memories", scope: "write:memories", body: { content: "example" } },
  ],
};
const tunnel: KeyProduct = { ...memory, id: "tunnel", environments: ["production"], scopes: [], perMinute: null };

describe("a new key's form", () => {
  it("begins with the least: development, read-only, 90 days", () => {
    const { body } = checkDraft({ ...emptyDraft(memory), name: "  CI  " }, memory, now);
    expect(body).toEqual({
      name: "CI",
      product: "memory",
      environment: "development",
      scopes: ["read:memories"],
      expires_in_days: 90,
    });
  });

  it("a product without scopes sends none, and only its own environment", () => {
    const draft = withProduct({ ...emptyDraft(memory), name: "edge", chosen: ["write:memories"] }, tunnel);
    const { body } = checkDraft({ ...draft, expiry: { preset: "never", date: "" } }, tunnel, now);
    expect(body).toEqual({ name: "edge", product: "tunnel", environment: "production" });
  });

  it("reads an allow-list by line, space and comma, and a limit of its own", () => {
    const draft = { ...emptyDraft(memory), name: "x", ipAllowlist: "10.0.0.0/8\n::1, 192.0.2.7", rateLimit: " 60 " };
    const { body } = checkDraft(draft, memory, now);
    expect(body?.ip_allowlist).toEqual(["10.0.0.0/8", "::1", "192.0.2.7"]);
    expect(body?.rate_limit).toBe(60);
  });

  it("says what is wrong beside every field at once", () => {
    const { body, problems } = checkDraft(
      {
        ...emptyDraft(memory),
        name: " ",
        preset: "custom",
        expiry: { preset: "custom", date: "" },
        ipAllowlist: "10.0.0.1\n300.1.1.1",
        rateLimit: "fast",
      },
      memory,
      now,
    );
    expect(body).toBeUndefined();
    expect(Object.keys(problems ?? {}).sort()).toEqual([
      "expires_in_days",
      "ip_allowlist",
      "name",
      "rate_limit",
      "scopes",
    ]);
    expect(problems?.ip_allowlist).toContain("300.1.1.1");
  });

  it("problems that belong to no field are said for the whole form", () => {
    expect(problemsByField([{ path: "tenantId", message: "is not yours" }])).toEqual({ form: "is not yours" });
  });
});

describe("the example of a key", () => {
  it("is a request that its scopes allow", () => {
    expect(exampleFor(memory, ["write:memories"]).method).toBe("POST");
    expect(exampleFor(memory, ["read:memories", "write:memories"]).path).toBe("/api/v1/memories");
    expect(exampleFor(memory, ["read:intelligence"]).path).toBe("/api/v1/api-keys");
  });
});
