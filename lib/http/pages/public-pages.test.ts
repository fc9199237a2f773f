import { afterEach, expect, it } from "vitest";
import { contentWith } from "@/lib/access/catalogue-content";
import { CatalogueDocument } from "@/lib/access/catalogue-document";
import { compileCatalogue, currentCatalogue, replaceCatalogue } from "@/lib/access/catalogue-snapshot";
import { contractTable } from "@/lib/contract-table";
import { referencePaths } from "@/lib/http/reference-address";
import { firstPages } from "./public-pages";

const shipped = currentCatalogue();
afterEach(() => replaceCatalogue(shipped));

it("what people see first are the products that the reference tells of at the time, an operator's own among them", () => {
  const reference = referencePaths(contractTable);
  const products = () =>
    firstPages(reference)
      .map(({ path }) => path)
      .filter((path) => path.startsWith("/docs/") && !/conformance|json/.test(path));
  const own = ["account", "prompts", "memory", "tunnel", "sign-in", "oauth"].map((id) => `/docs/${id}`);
  expect(products()).toEqual(own);
  const openapi = {
    openapi: "3.1.0",
    info: { title: "Images", version: "1" },
    paths: { "/a": { get: { responses: { 200: { description: "Done" } } } } },
  };
  const images = { label: "Images", keys: { production: "img_live_" }, openapi };
  const document = CatalogueDocument.parse({ products: { images, memory: { hidden: true } } });
  replaceCatalogue(compileCatalogue(contentWith(document), 1));
  expect(products()).toEqual([...own.filter((path) => path !== "/docs/memory"), "/docs/images"]);
  expect([reference.has("/docs/images/get-a"), reference.has("/docs/memory/get-api-v1-memories")]).toEqual([
    true,
    false,
  ]);
});
