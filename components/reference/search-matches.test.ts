import { gzipSync } from "node:zlib";
import { describe, expect, it, test } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { endpointErrors } from "@/lib/http/endpoint-errors";
import { referenceGroups } from "./reference-entry";
import { searchIndexOf } from "./search-index";
import { matchesOf } from "./search-matches";

const index = searchIndexOf(await referenceGroups(contractTable, "https://api.example", endpointErrors));
const hrefs = (text: string) => matchesOf(index, text).map(({ href }) => href);

test("what a browser loads for the search takes at most 20 KB", () => {
  expect(gzipSync(JSON.stringify(index)).length).toBeLessThan(20_000);
});

describe("the search", () => {
  it("finds an endpoint by method and path, the shortest path first", () => {
    expect(hrefs("post /v1/prompts")[0]).toBe("/docs/prompts/post-v1-prompts");
  });

  it("finds an endpoint by words of what it does, in any order and case", () => {
    expect(hrefs("PROMPT create")).toContain("/docs/prompts/post-v1-prompts");
  });

  it("finds the endpoints that take a parameter, and says which", () => {
    const [first] = matchesOf(index, "ip_allowlist");
    expect(first).toMatchObject({ href: "/docs/account/post-api-v1-api-keys", why: "Parameter ip_allowlist" });
  });

  it("finds an error by its code, and the endpoints that answer it", () => {
    const found = matchesOf(index, "IDEMPOTENCY_KEY_REUSED");
    expect(found[0]).toMatchObject({ href: "/docs#errors", label: "422 IDEMPOTENCY_KEY_REUSED" });
    expect(found[1]?.why).toBe("Answers IDEMPOTENCY_KEY_REUSED");
  });

  it("finds a scope, a guide and a product", () => {
    expect(matchesOf(index, "webhooks:write").length).toBeGreaterThan(0);
    expect(hrefs("authentication")).toContain("/docs#authentication");
    expect(hrefs("memory")[0]).toBe("/docs/memory");
  });

  it("finds nothing for nothing, and nothing where a word stands nowhere", () => {
    expect([hrefs(" "), hrefs("prompts zzz")]).toEqual([[], []]);
  });
});
