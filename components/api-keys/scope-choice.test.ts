import { describe, expect, it } from "vitest";
import { productIds, scopeDefinitionsOf } from "@/lib/access/catalogue";
import type { KeyScope } from "./key-product";
import {
  endpointsOf,
  grantedScopes,
  levelIn,
  levelsOf,
  riskOf,
  scopeRows,
  scopeSummary,
  scopesAt,
  withLevel,
} from "./scope-choice";

const scopesOf = (product: "prompts" | "memory"): KeyScope[] =>
  scopeDefinitionsOf(product).map((scope) => ({ ...scope, endpoints: [`GET /${scope.id}`, "GET /shared"] }));
const prompts = scopesOf("prompts");
const memory = scopesOf("memory");

function rowOf(scopes: KeyScope[], resource: string) {
  const row = scopeRows(scopes).find((candidate) => candidate.resource === resource);
  if (!row) throw new Error(`no row ${resource}`);
  return row;
}

describe("scope rows", () => {
  it("both ways of writing a scope group by resource", () => {
    expect(scopeRows(prompts).map((row) => row.label)).toEqual([
      "Prompts",
      "Reports",
      "Evaluations",
      "Webhooks",
      "Organization",
    ]);
    expect(scopeRows(memory).map((row) => row.resource)).toEqual(["memories", "intelligence", "webhooks"]);
  });

  it("a row offers only levels that the catalogue has", () => {
    const labels = (scopes: KeyScope[], resource: string) =>
      levelsOf(rowOf(scopes, resource)).map((level) => level.label);
    expect(labels(memory, "memories")).toEqual(["None", "Read", "Write", "Both"]);
    expect(labels(memory, "intelligence")).toEqual(["None", "Read"]);
    expect(labels(memory, "webhooks")).toEqual(["None", "Write"]);
    expect(labels(prompts, "organization")).toEqual(["None", "Read", "Admin", "Both"]);
  });

  it("every scope of every product can be chosen through its row, and back", () => {
    for (const product of productIds()) {
      const scopes = scopeDefinitionsOf(product).map((scope) => ({ ...scope, endpoints: [] }));
      const reachable = scopeRows(scopes).flatMap((row) => {
        for (const { value } of levelsOf(row)) {
          const ids = scopesAt(row, value).map((scope) => scope.id);
          expect(levelIn(row, ids)).toBe(value);
        }
        return [...scopesAt(row, "read"), ...scopesAt(row, "write")].map((scope) => scope.id);
      });
      expect(reachable.sort()).toEqual(scopes.map((scope) => scope.id).sort());
    }
  });

  it("changing one row leaves the others alone", () => {
    const chosen = withLevel(["read:intelligence"], rowOf(memory, "memories"), "both");
    expect(chosen).toEqual(["read:intelligence", "read:memories", "write:memories"]);
    expect(withLevel(chosen, rowOf(memory, "memories"), "none")).toEqual(["read:intelligence"]);
  });
});

describe("presets", () => {
  it("read-only grants nothing that changes anything", () => {
    const granted = grantedScopes(prompts, "read", ["organization:admin"]);
    expect(granted.length).toBeGreaterThan(0);
    expect(granted.every((scope) => scope.access === "read")).toBe(true);
  });

  it("full grants every scope, custom exactly what was chosen", () => {
    expect(grantedScopes(memory, "full", [])).toEqual(memory);
    expect(grantedScopes(memory, "custom", ["write:webhooks", "of another product"]).map((scope) => scope.id)).toEqual([
      "write:webhooks",
    ]);
  });

  it("risk follows the strongest scope", () => {
    expect(riskOf(grantedScopes(prompts, "read", []))).toBe("low");
    expect(riskOf(grantedScopes(memory, "full", []))).toBe("medium");
    expect(riskOf(grantedScopes(prompts, "full", []))).toBe("high");
  });

  it("an endpoint that two scopes open is listed once, sorted by path", () => {
    expect(endpointsOf(memory.slice(0, 2))).toEqual(["GET /read:memories", "GET /shared", "GET /write:memories"]);
  });
});

describe("scope summary", () => {
  it("is short and never understates", () => {
    expect(
      scopeSummary(
        prompts.map((scope) => scope.id),
        prompts,
      ),
    ).toBe("Full access");
    expect(scopeSummary(["read:memories", "read:intelligence"], memory)).toBe("Read-only");
    expect(scopeSummary(["read:memories"], memory)).toBe("Custom: 1 scope");
    expect(scopeSummary(["read:memories", "write:memories"], memory)).toBe("Custom: 2 scopes");
    expect(scopeSummary([], [])).toBe("Acts as its user");
    expect(scopeSummary([], memory, ["viewer"])).toBe("Role viewer");
    expect(scopeSummary(["read:memories"], memory, ["viewer", "editor"])).toBe("2 roles, Custom: 1 scope");
  });
});
