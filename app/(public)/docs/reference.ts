import "server-only";
import { type ReferenceGroup, referenceGroups } from "@/components/reference/reference-entry";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";

/** Made once: it reads every schema, and nothing of it changes while the process lives. */
let made: { origin: string; groups: ReferenceGroup[] } | null = null;

/** The endpoints of the reference by product, with this deployment's address in their examples. */
export function reference(): ReferenceGroup[] {
  const origin = runtime().settings.publicUrl;
  if (made?.origin !== origin) made = { origin, groups: referenceGroups(contractTable, origin) };
  return made.groups;
}
