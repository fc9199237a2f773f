import "server-only";
import { type Role, roleReaches } from "@/lib/access/catalogue";
import { actingRole, type Principal } from "@/lib/access/principal";
import { ApiError } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import { requireProduction } from "@/lib/http/hold-organization";
import { holdCaller } from "@/lib/http/hold-rights";
import type { PrismaSession } from "@/lib/platform/database";
import { lockOrganizationRow } from "@/lib/tenancy/row-locks";

/**
 * Makes changes of one organization's members and invitations go one after the other. Says what the caller counts as
 * now: their role may have changed since the request was admitted. 401 when they are no member any more or their credential
 * has ended, 403 for development credentials, which never change what production stands on. `holdUsers` holds whom the change
 * is about, before the caller, so that two who change each other do not wait for each other.
 */
export async function lockOrganization(
  tx: PrismaSession,
  principal: Principal,
  holdUsers?: () => Promise<void>,
): Promise<Role> {
  const { organizationId, userId } = principal;
  requireProduction(principal);
  if (!(await lockOrganizationRow(tx, organizationId))) throw invalidToken("unknown");
  await holdUsers?.();
  await holdCaller(tx, principal);
  if (userId === null) return actingRole(principal);
  const membership = await tx.membership.findUnique({ where: { organizationId_userId: { organizationId, userId } } });
  if (!membership) throw invalidToken("unknown");
  return actingRole({ ...principal, role: membership.role });
}

/** 403 unless the caller counts as an admin. */
export function requireAdmin(acting: Role): void {
  if (!roleReaches(acting, "admin")) throw new ApiError("forbidden", "This needs the role Admin in the organization");
}

/** 403 unless the caller counts as an owner. */
export function requireOwner(acting: Role): void {
  if (acting !== "owner") throw new ApiError("forbidden", "This needs the role Owner in the organization");
}
