import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import { holdCaller } from "@/lib/http/hold-rights";
import type { PrismaSession } from "@/lib/platform/database";
import { foldedEmail } from "@/lib/platform/email-address";
import { wholeSecond } from "@/lib/platform/whole-second";
import { recordEvent } from "@/lib/tenancy/events";
import { acceptableInvitations, invitationWith } from "@/lib/tenancy/live-invitations";
import { lockOrganizationRow } from "@/lib/tenancy/row-locks";
import type { InvitationPreview } from "./invitations-contract";
import { maximumMembers } from "./organization";
import { ownView } from "./own-organizations";
import type { OwnOrganization } from "./own-organizations-contract";

/** What a link invites to; 404 when it was used, withdrawn, replaced, has run out or never was one. */
export async function previewInvitation(secret: string): Promise<InvitationPreview> {
  const { prisma } = runtime().database;
  const row = await findOpen(prisma, secret);
  const inviter = row.invitedById ? await prisma.user.findUnique({ where: { id: row.invitedById } }) : null;
  return {
    organization: row.organization.name,
    email: row.email,
    role: row.role,
    invited_by: inviter?.name ?? null,
    expires_at: wholeSecond(row.expiresAt),
  };
}

/**
 * Makes the user a member, once. 403 unless their address is the invited one; 409 when they are a member already or the
 * organization is full; 404 when the link does not hold. Which organization a session acts for stays as it is.
 */
export async function acceptInvitation(principal: UserPrincipal, secret: string): Promise<OwnOrganization> {
  const { userId, organizationId: current } = principal;
  const { clock, database, changes } = runtime();
  const { organizationId } = await findOpen(database.prisma, secret);
  return changes.commit(async (tx) => {
    await lockOrganizationRow(tx, organizationId);
    await holdCaller(tx, principal);
    // Read again under the lock: withdrawn, used and sent anew are changes of the same organization.
    const invitation = await findOpen(tx, secret);
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (!user) throw invalidToken("unknown");
    if (foldedEmail(user.email) !== foldedEmail(invitation.email)) {
      throw new ApiError("forbidden", `This invitation is for ${invitation.email}; you are signed in as ${user.email}`);
    }
    const key = { organizationId, userId };
    if (await tx.membership.findUnique({ where: { organizationId_userId: key } })) {
      throw new ApiError("conflict", "You are a member of this organization already");
    }
    if ((await tx.membership.count({ where: { organizationId } })) >= maximumMembers) {
      throw new ApiError("conflict", "This organization has as many members as it can hold");
    }
    const now = new Date(clock.now());
    const role = invitation.role;
    await tx.invitation.update({ where: { id: invitation.id }, data: { acceptedAt: now } });
    await tx.membership.create({ data: { ...key, role, createdAt: now } });
    await recordEvent(tx, {
      type: "member.added",
      organizationId,
      environment: "production",
      actorId: userId,
      subjectId: userId,
      data: { user_id: userId, email: user.email, role, invitation_id: invitation.id },
    });
    return {
      result: ownView({ role, organization: invitation.organization }, userId, current),
      subjects: [`user:${userId}`],
    };
  });
}

async function findOpen(tx: PrismaSession, secret: string) {
  const row = await tx.invitation.findFirst({
    where: { ...invitationWith(secret), ...acceptableInvitations(new Date(runtime().clock.now())) },
    include: { organization: true },
  });
  if (!row) throw new ApiError("not_found", "This invitation was used or withdrawn, has run out, or never was one");
  return row;
}
