import { type ProductId, productIds, productOf } from "@/lib/access/catalogue";
import { type Catalogue, currentCatalogue } from "@/lib/access/catalogue-snapshot";
import { type OpenapiOperation, operationsOf } from "@/lib/platform/openapi/openapi-document";
import { type Contract, isPublic, type Method } from "./contract";

/** Methods that the reference shows: those of a company's own API may be any that OpenAPI names. */
export type ReferenceMethod = Method | "HEAD" | "OPTIONS" | "TRACE";

/** How an endpoint is named in addresses of the reference: `post-v1-prompts`. */
export function endpointSlug({ method, path }: { method: string; path: string }): string {
  return `${method}${path}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/-$/, "");
}

/** The address of an endpoint's page in the reference. */
export function referencePathOf(contract: Pick<Contract, "method" | "path" | "product">): string {
  return `/docs/${contract.product}/${endpointSlug(contract)}`;
}

/** The operations of a product's OpenAPI document, each with an address of its own, whatever their paths have in common. */
export function describedEndpoints(product: ProductId): { slug: string; href: string; described: OpenapiOperation }[] {
  const { openapi } = productOf(product);
  const taken = new Set<string>();
  return operationsOf(openapi ?? {}).map((described) => {
    const plain = endpointSlug(described);
    let slug = plain;
    for (let next = 2; taken.has(slug); next += 1) slug = `${plain}-${next}`;
    taken.add(slug);
    return { slug, href: `/docs/${product}/${slug}`, described };
  });
}

/** Addresses of the reference as the catalogue makes them at the time. */
export type ReferencePaths = Pick<ReadonlySet<string>, "has" | typeof Symbol.iterator>;

/** Tells the addresses of all endpoints that the reference tells of, those of the table and those that the catalogue adds, and of their products. */
export function referencePaths(table: readonly Contract[]): ReferencePaths {
  const open = table.filter(isPublic);
  let made: { catalogue: Catalogue; paths: ReadonlySet<string> } | null = null;
  function paths(): ReadonlySet<string> {
    const catalogue = currentCatalogue();
    if (made?.catalogue !== catalogue) made = { catalogue, paths: pathsNow(open) };
    return made.paths;
  }
  return { has: (path) => paths().has(path), [Symbol.iterator]: () => paths().values() };
}

function pathsNow(open: readonly Contract[]): ReadonlySet<string> {
  const shown = productIds().filter((product) => !productOf(product).hidden);
  const perProduct = shown.map((product) => {
    const own = open.filter((contract) => contract.product === product).map(referencePathOf);
    const endpoints = [...own, ...describedEndpoints(product).map(({ href }) => href)];
    return endpoints.length > 0 ? [`/docs/${product}`, ...endpoints] : [];
  });
  return new Set(perProduct.flat());
}
