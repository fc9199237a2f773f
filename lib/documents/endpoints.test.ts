import { describe, expect, it } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { createContractIndex } from "@/lib/http/contract-index";
import documents from "./endpoints.json";

/** Read out of the documents' texts by `scripts/document-endpoints.mjs`; the hashes say which texts. */
const endpoints = new Map(documents.map((document) => [document.document, document.endpoints]));
const index = createContractIndex(contractTable);

/** The contract of an endpoint as a document writes it: `:id` stands for any identifier, `*` for some path below. */
function contractOf(endpoint: string) {
  const [method = "", path = ""] = endpoint.split(" ");
  if (path.endsWith("/*")) {
    return contractTable.find((row) => row.method === method && row.path.startsWith(path.slice(0, -1)));
  }
  const match = index.match(method, path.replace(/:\w+/g, "some-id"));
  return match.found === "contract" ? match.contract : undefined;
}

describe.each([...endpoints])("document %s", (_document, named) => {
  it.each(named)("%s is declared in the contract table, for callers outside the dashboard", (endpoint) => {
    expect(contractOf(endpoint)).toBeDefined();
    expect(contractOf(endpoint)?.audience).not.toBe("dashboard");
  });
});

it("the list holds what the documents are about, so that a text that was not understood shows", () => {
  expect(Object.fromEntries(documents.map((document) => [document.document, document.endpoints.length]))).toEqual({
    "000": 8,
    "001": 2,
    "002": 14,
    "003": 4,
    "004": 3,
  });
  expect(endpoints.get("002")).toContain("POST /api/v1/intelligence/*");
  for (const { sha256 } of documents) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});
