import { type Contract, isPublic } from "./contract";

/** How an endpoint is named in addresses of the reference: `post-v1-prompts`. */
export function endpointSlug({ method, path }: Pick<Contract, "method" | "path">): string {
  return `${method}${path}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/-$/, "");
}

/** The address of an endpoint's page in the reference. */
export function referencePathOf(contract: Pick<Contract, "method" | "path" | "product">): string {
  return `/docs/${contract.product}/${endpointSlug(contract)}`;
}

/** The addresses of all endpoints that the reference tells of. */
export function referencePaths(table: readonly Contract[]): ReadonlySet<string> {
  return new Set(table.filter(isPublic).map(referencePathOf));
}
