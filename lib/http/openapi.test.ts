import { describe, expect, it } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { isPublic, openApiDocument } from "./openapi";

type Operation = { operationId: string; security: object[]; responses: Record<string, object> };
const document = openApiDocument(contractTable, "http://localhost:3000");
const paths = document.paths as Record<string, Record<string, Operation>>;

describe("the OpenAPI document", () => {
  it("describes every public endpoint, and no other", () => {
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const declared = contractTable.filter(isPublic).map(({ method, path }) => `${method} ${path}`);
    expect(described.toSorted()).toEqual(declared.toSorted());
    expect(described.some((endpoint) => endpoint.includes("/dashboard/"))).toBe(false);
  });

  it("names every operation once", () => {
    const ids = Object.values(paths).flatMap((operations) =>
      Object.values(operations).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("says which scope a key needs and where no credential is needed", () => {
    expect(paths["/v1/prompts"]?.post?.security).toEqual([{ bearer: ["prompts:write"] }]);
    expect(paths["/v1/prompts"]?.get?.security).toEqual([{ bearer: ["prompts:read"] }, {}]);
    expect(paths["/api/auth/login"]?.post?.security).toEqual([]);
  });

  it("lists the denials that each endpoint can answer with", () => {
    expect(Object.keys(paths["/api/v1/memories"]?.post?.responses ?? {})).toEqual(
      expect.arrayContaining(["201", "400", "401", "403", "413", "415", "429"]),
    );
  });
});
