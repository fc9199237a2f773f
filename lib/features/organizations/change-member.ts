import "server-only";
import { roleReaches } from "@/lib/access/catalogue";
import type { Principal, UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { endMembership, revokeKeysBeyond, withdrawInvitationsBeyond } from "@/lib/tenancy/membership";
import { lockUsers } from "@/lib/tenancy/row-locks";
import { type Refusal, whyNotLeave, whyNotRemove, whyNotRole } from "./member-rules";
import { accessView, caseOf, countOwners, findMember, type MemberRow, memberView } from "./members";
import type { EndedAccess, Member, RoleChange } from "./members-contract";
import { lockOrganization } from "./organization-lock";

/**
 * Gives a member another role, from their next request on. With `keys: "revoke"`, keys of their making whose scopes the
 * new role does not reach end. Their invitations to roles that they may not name any more are withdrawn in any case.
 */
export async function changeRole(
  principal: Principal,
  userId: string,
  { role, keys }: RoleChange,
): Promise<Member & { keys_revoked: number }> {
  const { organizationId } = principal;
  return runtime().changes.commit(async (tx) => {
    const acting = await lockOrganization(tx, principal);
    const row = await findMember(tx, organizationId, userId);
    const owners = await countOwners(tx, organizationId);
    refuse(whyNotRole(caseOf(row, principal, acting, owners), role));
    const before = row.role;
    const member = { organizationId, userId };
    const lowered = before !== role && roleReaches(before, role);
    const revoked = lowered && keys === "revoke" ? await revokeKeysBeyond(tx, member, role, actedBy(principal)) : 0;
    if (lowered) await withdrawInvitationsBeyond(tx, member, role);
    if (before !== role) {
      await tx.membership.update({ where: { organizationId_userId: member }, data: { role } });
      await recordEvent(tx, {
        ...actedBy(principal),
        type: "member.role_changed",
        subjectId: userId,
        data: { user_id: userId, email: row.user.email, role, previous_role: before, keys_revoked: revoked },
      });
    }
    // Members who changed themselves count as what they are now.
    const actingNow = principal.userId === userId ? role : acting;
    const view = memberView({ ...row, role }, principal, actingNow, await countOwners(tx, organizationId));
    return {
      result: { ...view, keys_revoked: revoked },
      subjects: [`user:${userId}`, ...(revoked > 0 ? [`org:${organizationId}`] : [])],
    };
  });
}

/** Removes a member; all that acted by the membership ends at once in every process. Says what ended, and what goes on. */
export async function removeMember(
  principal: Principal,
  userId: string,
  keys: "keep" | "revoke",
): Promise<{ user_id: string; ended: EndedAccess }> {
  const { organizationId } = principal;
  return runtime().changes.commit(async (tx) => {
    const acting = await lockOrganization(tx, principal, () => lockUsers(tx, [userId, principal.userId ?? userId]));
    const row = await findMember(tx, organizationId, userId);
    refuse(whyNotRemove(caseOf(row, principal, acting, await countOwners(tx, organizationId))));
    const { ended, subjects } = await end(tx, principal, row, keys);
    return { result: { user_id: userId, ended }, subjects };
  });
}

/** Leaves the organization that the caller's session acts for; the session goes on in the personal one. */
export async function leaveOrganization(
  principal: UserPrincipal,
): Promise<{ organization_id: string; ended: EndedAccess }> {
  const { organizationId, userId } = principal;
  return runtime().changes.commit(async (tx) => {
    await lockOrganization(tx, principal);
    const row = await findMember(tx, organizationId, userId);
    const owners = await countOwners(tx, organizationId);
    refuse(whyNotLeave({ target: { userId, role: row.role }, owners, organizationId }));
    const { ended, subjects } = await end(tx, principal, row, "keep");
    return { result: { organization_id: organizationId, ended }, subjects };
  });
}

async function end(
  tx: PrismaSession,
  principal: Principal,
  { organizationId, userId, role, user }: MemberRow,
  keys: "keep" | "revoke",
): Promise<{ ended: EndedAccess; subjects: string[] }> {
  const { access: ending, subjects } = await endMembership(tx, { organizationId, userId }, keys, actedBy(principal));
  const access = accessView(ending);
  const ended = { ...access, scoped_keys_revoked: keys === "revoke" ? access.scoped_keys : 0 };
  await recordEvent(tx, {
    ...actedBy(principal),
    type: "member.removed",
    subjectId: userId,
    data: { user_id: userId, email: user.email, role, left: principal.userId === userId, ...ended },
  });
  return { ended, subjects: [`user:${userId}`, ...subjects] };
}

function refuse(refusal: Refusal | null): void {
  if (refusal) throw new ApiError(refusal.kind, refusal.message);
}
