import "server-only";
import { openapiEntries } from "@/components/reference/openapi-entry";
import { type ReferenceEntry, type ReferenceGroup, referenceGroups } from "@/components/reference/reference-entry";
import { type Catalogue, currentCatalogue } from "@/lib/access/catalogue-snapshot";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { endpointErrors } from "@/lib/http/endpoint-errors";
import { createPace } from "@/lib/platform/pace";
import { processSlot } from "@/lib/platform/process-slot";

type Made = { origin: string; catalogue: Catalogue; groups: Promise<ReferenceGroup[]> };

/** Made once for each state of the catalogue, and for pages and files together, which are bundles of their own: it reads every schema. */
const slot = processSlot<Made>("reference");

/** The endpoints of the reference by product, with this deployment's address in their examples. */
export function reference(): Promise<ReferenceGroup[]> {
  const origin = runtime().settings.publicUrl;
  const catalogue = currentCatalogue();
  if (slot.isHeld()) {
    const held = slot.get();
    if (held.origin === origin && held.catalogue === catalogue) return held.groups;
  }
  const groups = referenceGroups(contractTable, origin, endpointErrors, openapiEntries, createPace());
  const made = { origin, catalogue, groups };
  slot.hold(made);
  groups.catch(() => slot.release(made));
  return groups;
}

/** One product's part of the reference; null where there is none. */
export async function groupOf(product: string): Promise<ReferenceGroup | null> {
  return (await reference()).find((group) => group.product === product) ?? null;
}

/** One endpoint of a product by its name in addresses; null where there is none. */
export async function entryOf(product: string, id: string): Promise<ReferenceEntry | null> {
  return (await groupOf(product))?.entries.find((entry) => entry.id === id) ?? null;
}
