import { describe, expect, it } from "vitest";
import { isScopeId, keyProductIds, productOf, type ScopeId } from "@/lib/access/catalogue";
import { contractTable } from "@/lib/contract-table";
import { callApi, callMiddleware } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { endpointOf } from "./contract";
import { endpointsOfKey } from "./opened-endpoints";

useTestRuntime();

/** What every key may do with keys that can do no more than it can. */
const ownKeys = [
  "POST /api/v1/api-keys",
  "GET /api/v1/api-keys",
  "GET /api/v1/api-keys/{id}",
  "DELETE /api/v1/api-keys/{id}",
  "POST /api/v1/api-keys/create-many",
  "POST /api/v1/api-keys/find",
  "POST /api/v1/api-keys/revoke",
  "POST /api/v1/api-keys/revoke-many",
  "POST /api/v1/api-keys/{id}/rotate",
  "GET /api/v1/api-keys/usage",
  "GET /api/v1/whoami",
];

const scopes = keyProductIds()
  .flatMap((id) => productOf(id).scopes.map((scope) => scope.id))
  .filter(isScopeId);

describe("what a key opens", () => {
  it("is told as it is: a key that reads memories reads and searches them, and manages its like", async () => {
    const { principal } = await createUser({ plan: "pro" });
    const opened = endpointsOfKey(contractTable, principal, ["read:memories"]);
    expect(opened.toSorted()).toEqual(
      [...ownKeys, "GET /api/v1/memories", "POST /api/v1/memories/search", "GET /api/v1/memories/{id}"].toSorted(),
    );
  });

  it.each(scopes)("%s: nothing of our own pages, and nothing that another scope is for", async (scope) => {
    const { principal } = await createUser({ plan: "enterprise" });
    const opened = endpointsOfKey(contractTable, principal, [scope]);
    for (const contract of contractTable) {
      if (!opened.includes(endpointOf(contract))) continue;
      expect(contract.path).not.toMatch(/^\/api\/dashboard/);
      expect(contract.allow).toContain("api-key");
      expect([undefined, scope]).toContain(contract.scope);
    }
    expect(opened).toEqual(expect.arrayContaining(ownKeys));
  });

  it("is what the gate lets a real key into, endpoint by endpoint", async () => {
    const maker = await createUser({ plan: "enterprise" });
    const held: ScopeId[] = ["prompts:read", "reports:write"];
    const key = await createKey(maker, { scopes: held });
    const opened = endpointsOfKey(contractTable, maker.principal, held);
    for (const contract of contractTable) {
      const endpoint = endpointOf(contract);
      if (contract.audience === "library" || contract.allow.includes("anonymous")) continue;
      const target = `${contract.method} ${contract.path.replaceAll(/\{\w+\}/g, "none")}`;
      const { status } = await callMiddleware(target, { token: key.secret, ...(contract.body ? { body: {} } : {}) });
      expect([endpoint, status !== 401 && status !== 403]).toEqual([endpoint, opened.includes(endpoint)]);
    }
    expect((await callApi("GET /v1/prompts", { token: key.secret })).status).toBe(200);
  });
});
