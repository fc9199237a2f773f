import "server-only";
import { type ReferenceGroup, referenceGroups } from "@/components/reference/reference-entry";
import { type Catalogue, currentCatalogue } from "@/lib/access/catalogue-snapshot";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";

/** Made once for each state of the catalogue: it reads every schema. */
let made: { origin: string; catalogue: Catalogue; groups: ReferenceGroup[] } | null = null;

/** The endpoints of the reference by product, with this deployment's address in their examples. */
export function reference(): ReferenceGroup[] {
  const origin = runtime().settings.publicUrl;
  const catalogue = currentCatalogue();
  if (made?.origin !== origin || made.catalogue !== catalogue)
    made = { origin, catalogue, groups: referenceGroups(contractTable, origin) };
  return made.groups;
}
