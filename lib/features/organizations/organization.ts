import "server-only";
import { countedProductIds, isPlanId, planOf, productOf } from "@/lib/access/catalogue";
import { inPool } from "@/lib/access/key-lineage";
import { limitsFor, type Principal, type UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError, invalidField } from "@/lib/http/api-error";
import type { JobHandlers } from "@/lib/platform/jobs";
import { normalizeName } from "@/lib/platform/name-text";
import { prune } from "@/lib/platform/prune";
import { inTransaction } from "@/lib/platform/transaction";
import { wholeSecond } from "@/lib/platform/whole-second";
import { deleteOrganizationRows } from "@/lib/tenancy/delete-organization";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { readElsewhere } from "@/lib/tenancy/key-standing";
import { keysInState } from "@/lib/tenancy/live-keys";
import { erasedRequests } from "@/lib/tenancy/prune-accounting";
import { lockUsersOf } from "@/lib/tenancy/row-locks";
import type { Organization, OrganizationChange } from "./contract";
import { openInvitations } from "./invitation-view";
import { lockOrganization, requireAdmin } from "./organization-lock";

/** Most members, those invited included, of one organization. */
export const maximumMembers = 1_000;
/** Most open invitations of one organization. */
export const maximumInvitations = 100;

/** The name of the organization that a principal acts for; null when it was just deleted. */
export async function getOrganizationName(principal: Principal): Promise<string | null> {
  const { prisma } = runtime().database;
  const organization = await prisma.organization.findUnique({
    where: { id: principal.organizationId },
    select: { name: true },
  });
  return organization?.name ?? null;
}

/** The organization that a principal acts for, with what is in it and what it may hold. */
export async function getOrganization(principal: Principal): Promise<Organization> {
  const { database, clock } = runtime();
  const { organizationId, role } = principal;
  const now = new Date(clock.now());
  const { prisma } = database;
  const elsewhere = await readElsewhere(inPool(database.pool), organizationId, now);
  const [organization, members, owners, pendingInvitations, activeKeys] = await Promise.all([
    prisma.organization.findUnique({ where: { id: organizationId } }),
    prisma.membership.count({ where: { organizationId } }),
    prisma.membership.count({ where: { organizationId, role: "owner" } }),
    prisma.invitation.count({ where: { ...openInvitations(organizationId), expiresAt: { gt: now } } }),
    prisma.apiKey.count({ where: { organizationId, ...keysInState("active", now, elsewhere) } }),
  ]);
  if (!organization) throw new ApiError("not_found");
  const plan = isPlanId(organization.plan) ? organization.plan : "free";
  return {
    id: organization.id,
    name: organization.name,
    plan,
    // It carries its user's id; every other one has an id of its own.
    personal: await isPersonal(organizationId),
    created_at: wholeSecond(organization.createdAt),
    keeps_requests: organization.requestsKeptFrom !== null,
    expiry_notices: organization.expiryNotices,
    role,
    counts: { members, owners, pending_invitations: pendingInvitations, active_api_keys: activeKeys },
    limits: {
      members: maximumMembers,
      pending_invitations: maximumInvitations,
      tokens_per_user: planOf(plan).tokensPerUser,
      requests: requestLimits(principal),
    },
  };
}

/** Whether an organization is somebody's personal one. */
async function isPersonal(organizationId: string): Promise<boolean> {
  return (await runtime().database.prisma.user.count({ where: { id: organizationId }, take: 1 })) > 0;
}

function requestLimits(principal: Principal): Organization["limits"]["requests"] {
  const counted = countedProductIds().filter((id) => !productOf(id).instanceAdminOnly);
  return Object.fromEntries(
    counted.map((id) => {
      const limits = limitsFor(principal, id);
      if (!limits) return [id, null];
      const { perMinute = null, burst = null, perDay = null, perMonth = null, concurrency = null } = limits;
      return [id, { per_minute: perMinute, burst, per_day: perDay, per_month: perMonth, concurrency }];
    }),
  );
}

/**
 * Renames the organization, and chooses whether it is told before keys end, and whether the last requests of its keys and tokens are kept. Where they are not any
 * more, nothing of before is shown again, and what is stored is erased within a minute.
 */
export async function updateOrganization(principal: Principal, change: OrganizationChange): Promise<Organization> {
  const { clock, jobs } = runtime();
  await inTransaction(runtime(), async (tx) => {
    requireAdmin(await lockOrganization(tx, principal));
    const { organizationId } = principal;
    const where = { id: organizationId };
    const before = await tx.organization.findUniqueOrThrow({ where });
    const { name = before.name, keeps_requests: keeps = before.requestsKeptFrom !== null } = change;
    const { expiry_notices: expiryNotices = before.expiryNotices } = change;
    const told = expiryNotices !== before.expiryNotices;
    const renamed = name !== before.name;
    const switched = keeps !== (before.requestsKeptFrom !== null);
    if (!renamed && !switched && !told) return;
    const nowMs = clock.now();
    const kept = switched ? { requestsKeptFrom: keeps ? new Date(nowMs) : null } : {};
    await tx.organization.update({ where, data: { name, expiryNotices, ...kept } });
    // A process that was just writing is followed by the second time.
    if (switched) for (const afterMs of [0, 15_000]) await jobs.enqueue(tx, eraseRequestsJob, {}, nowMs + afterMs);
    await recordEvent(tx, {
      ...actedBy(principal),
      type: "organization.updated",
      subjectId: organizationId,
      data: {
        name,
        ...(renamed ? { previous_name: before.name } : {}),
        ...(switched ? { keeps_requests: keeps } : {}),
        ...(told ? { expiry_notices: expiryNotices } : {}),
      },
    });
  });
  return getOrganization(principal);
}

const eraseRequestsJob = "organizations.erase-requests";

/** Erases requests that their organizations do not keep any more. */
export const organizationJobs: JobHandlers = {
  [eraseRequestsJob]: async () => {
    await prune(runtime().database.jobs, [erasedRequests]);
    return undefined;
  },
};

/**
 * Deletes the organization with its keys, data and accounting, at once and for good: for an owner who typed its name. The
 * members' sessions go on in their personal organizations. 409 for a personal organization, which ends with its account.
 */
export async function deleteOrganization(principal: UserPrincipal, typedName: string): Promise<void> {
  const { organizationId } = principal;
  if (await isPersonal(organizationId)) {
    throw new ApiError("conflict", "A personal organization ends with its user's account; delete the account instead");
  }
  await runtime().changes.commit(async (tx) => {
    const acting = await lockOrganization(tx, principal, () => lockUsersOf(tx, organizationId));
    if (acting !== "owner") throw new ApiError("forbidden", "Only an owner deletes the organization");
    const { name } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
    if (normalizeName(typedName) !== normalizeName(name)) throw invalidField("name", "is not the organization's name");
    await deleteOrganizationRows(tx, organizationId);
    return { result: undefined, subjects: [`org:${organizationId}`] };
  });
  // Its audit log is gone with it.
  runtime().log("info", "organization_deleted", { organization: organizationId, user: principal.userId });
}
