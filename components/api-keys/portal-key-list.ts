import { listOf } from "@/components/ui/list-source";
import { listPortalKeysContract } from "@/lib/features/api-keys/portal-contract";
import type { Environment } from "@/lib/generated/prisma/enums";

/** What is loaded again together. */
export const portalKeyGroup = "portal-keys";

/** The keys of the customer whose portal it is. */
export const portalKeyList = listOf(portalKeyGroup, listPortalKeysContract, { query: { limit: 25 } });

/** A product whose keys can be made in the portal, with what these may hold. */
export type PortalProduct = {
  id: string;
  label: string;
  environments: readonly Environment[];
  scopes: readonly { id: string; description: string }[];
};
