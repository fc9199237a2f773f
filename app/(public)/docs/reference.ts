import "server-only";
import { openapiEntries } from "@/components/reference/openapi-entry";
import { type ReferenceEntry, type ReferenceGroup, referenceGroups } from "@/components/reference/reference-entry";
import { type Catalogue, currentCatalogue } from "@/lib/access/catalogue-snapshot";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { endpointErrors } from "@/lib/http/endpoint-errors";

/** Made once for each state of the catalogue: it reads every schema. */
let made: { origin: string; catalogue: Catalogue; groups: ReferenceGroup[] } | null = null;

/** The endpoints of the reference by product, with this deployment's address in their examples. */
export function reference(): ReferenceGroup[] {
  const origin = runtime().settings.publicUrl;
  const catalogue = currentCatalogue();
  if (made?.origin !== origin || made.catalogue !== catalogue)
    made = { origin, catalogue, groups: referenceGroups(contractTable, origin, endpointErrors, openapiEntries) };
  return made.groups;
}

/** One product's part of the reference; null where there is none. */
export function groupOf(product: string): ReferenceGroup | null {
  return reference().find((group) => group.product === product) ?? null;
}

/** One endpoint of a product by its name in addresses; null where there is none. */
export function entryOf(product: string, id: string): ReferenceEntry | null {
  return groupOf(product)?.entries.find((entry) => entry.id === id) ?? null;
}
