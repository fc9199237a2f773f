import "server-only";
import { holdsScope, type Principal } from "@/lib/access/principal";
import type { PrismaSession } from "@/lib/platform/database";
import { lockOrganizationRow } from "@/lib/tenancy/row-locks";
import { ApiError } from "./api-error";
import { insufficientScope } from "./bearer";
import { holdRights } from "./hold-rights";

/** 403 for development credentials, which never change what production stands on. */
export function requireProduction({ environment }: Pick<Principal, "environment">): void {
  if (environment !== "development") return;
  throw new ApiError("forbidden", "A development key may read the organization but not change it");
}

/**
 * Holds the caller's organization, and whoever manages it as they count now, until the transaction ends. 403 for development
 * credentials and for who does not manage it any more; 401 for a caller who has ended.
 */
export async function holdOrganization(tx: PrismaSession, principal: Principal): Promise<void> {
  requireProduction(principal);
  await lockOrganizationRow(tx, principal.organizationId);
  const holder = await holdRights(tx, principal);
  if (!holdsScope(holder, "organization:admin")) throw insufficientScope("organization:admin");
}
