import { describe, expect, it } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { routeFiles } from "@/lib/generated/route-files";
import { bindContracts } from "./bindings";
import { type Contract, defineContract, endpointOf } from "./contract";
import { route } from "./route";

const ping = (method: "GET" | "POST", path: string) =>
  defineContract({ method, path, product: "tunnel", summary: "x", allow: ["anonymous"], success: { status: 204 } });
const bound = (contract: Contract) => route(contract, () => undefined);
const unbound = () => new Response();

describe("the functions that our server calls before Next", () => {
  it("are those of the route files, one for every row of the contract table", () => {
    const bindings = bindContracts(contractTable, routeFiles);
    expect([...bindings.keys()].map(endpointOf).sort()).toEqual(contractTable.map(endpointOf).sort());
    for (const [contract, binding] of bindings) expect(binding.contract).toBe(contract);
  });

  const one = ping("GET", "/v1/things/{id}");
  const wrong: [title: string, contracts: Contract[], files: Record<string, object>, told: string][] = [
    ["a contract that no file binds", [one], {}, "no route file binds GET /v1/things/{id}"],
    ["a file of another path", [one], { "v1/others/[id]": { GET: bound(one) } }, "app/v1/others/[id]/route.ts exports"],
    ["a function without a contract", [], { "v1/things": { GET: unbound } }, "app/v1/things/route.ts exports"],
    ["another method's export", [one], { "v1/things/[id]": { POST: bound(one) } }, "GET /v1/things/{id} as POST"],
    [
      "a function whose contract the table does not list",
      [],
      { "v1/things/[id]": { GET: bound(one) } },
      "does not list GET /v1/things/{id}",
    ],
  ];
  it.each(wrong)("are refused before the server starts for %s", (_, contracts, files, told) => {
    expect(() => bindContracts(contracts, files)).toThrow(told);
  });

  it("may stand beside functions of pages, which have no contract", () => {
    expect(bindContracts([], { "(public)/openapi.json": { GET: unbound } })).toEqual(new Map());
  });

  it("take one function for every method where the contract says so", () => {
    const every = defineContract({ ...ping("GET", "/v1/any"), everyMethod: true });
    const answer = bound(every);
    expect(bindContracts([every], { "v1/any": { GET: answer, DELETE: answer } }).get(every)).toBe(answer.bindings[0]);
  });
});
