import { describe, expect, it } from "vitest";
import type { ScopeId } from "@/lib/access/catalogue";
import { scopeDefinitionsOf } from "@/lib/access/catalogue";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

useTestRuntime();

/** Scope, description, access level, endpoints that it is for. */
type Row = [ScopeId, string, string, string[]];

/** The scope tables of documents 002 and 003. */
const tables: Record<"memory" | "prompts", Row[]> = {
  memory: [
    ["read:memories", "Read memories and search", "read", ["GET /api/v1/memories", "POST /api/v1/memories/search"]],
    [
      "write:memories",
      "Create, update, delete memories",
      "write",
      ["POST /api/v1/memories", "PATCH /api/v1/memories/none", "DELETE /api/v1/memories/none"],
    ],
    [
      "read:intelligence",
      "Access intelligence features",
      "read",
      ["POST /api/v1/intelligence/related", "POST /api/v1/intelligence/topics", "POST /api/v1/intelligence/summary"],
    ],
    ["write:webhooks", "Manage webhooks", "write", ["POST /api/v1/webhooks", "DELETE /api/v1/webhooks/none"]],
  ],
  prompts: [
    [
      "prompts:read",
      "View prompts and their versions",
      "read",
      ["GET /v1/prompts", "GET /v1/prompts/none", "GET /v1/prompts/none/versions", "GET /v1/prompts/none/versions/1"],
    ],
    [
      "prompts:write",
      "Create, update, and delete prompts",
      "write",
      ["POST /v1/prompts", "PATCH /v1/prompts/none", "DELETE /v1/prompts/none", "POST /v1/prompts/none/versions"],
    ],
    ["reports:read", "View generated reports", "read", ["GET /v1/reports", "GET /v1/reports/none/download"]],
    ["reports:write", "Generate and manage reports", "write", ["POST /v1/reports", "DELETE /v1/reports/none"]],
    [
      "evaluations:read",
      "View evaluation results",
      "read",
      ["GET /v1/evaluations", "GET /v1/evaluations/none/results"],
    ],
    [
      "evaluations:write",
      "Run evaluations and manage datasets",
      "write",
      ["POST /v1/evaluations", "POST /v1/datasets", "PATCH /v1/datasets/none", "DELETE /v1/datasets/none"],
    ],
    ["webhooks:read", "View webhook configurations", "read", ["GET /v1/webhooks", "GET /v1/webhooks/none"]],
    [
      "webhooks:write",
      "Create and manage webhooks",
      "write",
      ["POST /v1/webhooks", "PATCH /v1/webhooks/none", "DELETE /v1/webhooks/none"],
    ],
    ["organization:read", "View organization settings", "read", ["GET /v1/organization"]],
    [
      "organization:admin",
      "Manage organization and members",
      "admin",
      ["PATCH /v1/organization", "POST /v1/organization/invitations", "DELETE /v1/organization/members/none"],
    ],
  ],
};

describe.each(["memory", "prompts"] as const)("the scopes of %s", (product) => {
  it("are those of the document's table, with its words and levels", () => {
    const table = tables[product].map(([id, description, access]) => ({ id, description, access }));
    expect(scopeDefinitionsOf(product).map(({ id, description, access }) => ({ id, description, access }))).toEqual(
      table,
    );
  });

  it.each(tables[product])(
    "%s (%s, %s) opens its endpoints, and every other scope together opens none",
    async (...row) => {
      const [scope, , , endpoints] = row;
      const owner = await createUser({ plan: "enterprise" });
      const all = tables[product].map(([id]) => id);
      const one = await createKey(owner, { scopes: [scope] });
      const others = await createKey(owner, { scopes: all.filter((id) => id !== scope) });
      for (const target of endpoints) {
        const call = target.startsWith("GET") || target.startsWith("DELETE") ? {} : { body: {} };
        // The body is empty and the named thing does not exist: past the gate that is a 400 or 404.
        const opened = await callApi(target, { ...call, token: one.secret });
        expect([target, opened.status, [200, 201, 202, 400, 404].includes(opened.status)]).toEqual([
          target,
          opened.status,
          true,
        ]);
        const refused = await callApi(target, { ...call, token: others.secret });
        expect([target, refused.status]).toEqual([target, 403]);
        expect(refused.headers.get("www-authenticate")).toContain(`scope="${scope}"`);
        expect(refused.text).toContain(scope);
      }
    },
  );
});
