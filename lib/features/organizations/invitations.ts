import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Invitation as InvitationRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import type { Page } from "@/lib/http/page";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { tooSoon } from "@/lib/http/too-soon";
import type { PrismaSession } from "@/lib/platform/database";
import { inTransaction } from "@/lib/platform/transaction";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { mailAllowance, mailInvitation, newInvitationSecret, today } from "./invitation-link";
import { invitationView, inviterNames, openInvitations } from "./invitation-view";
import type { Invitation, InvitationList } from "./invitations-contract";
import { requireInviter } from "./inviter";
import { invitableRoles } from "./member-rules";
import { lockOrganization, requireAdmin } from "./organization-lock";

/** Invitations that are neither accepted nor withdrawn, newest first; those that ran out can be sent again. */
export async function listInvitations({ organizationId }: Principal, { limit, cursor }: Page): Promise<InvitationList> {
  const { prisma } = runtime().database;
  const found = await prisma.invitation.findMany({
    where: { AND: [openInvitations(organizationId), afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  const names = await inviterNames(prisma, rows);
  return { data: rows.map((row) => invitationView(row, names)), next_cursor };
}

/**
 * Sends an invitation again with a new link and another seven days; the old link stops working. 404 for one that is not
 * open, 403 for an inviter without a proved address. 429 when the organization's mails of the day, or those to this
 * address, are used up.
 */
export async function resendInvitation(
  principal: Principal,
  id: string,
): Promise<{ invitation: Invitation; link: string | null }> {
  const { organizationId } = principal;
  return inTransaction(runtime(), async (tx) => {
    const row = await openForChange(tx, principal, id);
    const inviter = await requireInviter(tx, principal);
    const { left, leftFor } = await mailAllowance(tx, organizationId, [row.email]);
    if (left <= 0 || leftFor(row.email) <= 0) throw tooManyMails();
    const { secret, ...stored } = newInvitationSecret();
    const day = today();
    const renewed = await tx.invitation.update({
      where: { id: row.id },
      data: { ...stored, mailedDay: day, mailsThatDay: row.mailedDay === day ? row.mailsThatDay + 1 : 1 },
    });
    await recordEvent(tx, {
      ...actedBy(principal),
      type: "invitation.resent",
      subjectId: row.id,
      data: { invitation_id: row.id, email: row.email, role: row.role },
    });
    const names = await inviterNames(tx, [renewed]);
    const { name: organization } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
    const link = await mailInvitation(tx, { email: row.email, role: row.role, organization, inviter, secret });
    return { invitation: invitationView(renewed, names), link };
  });
}

/** Withdraws an invitation: its link opens nothing any more. 404 for one that is not open. */
export async function revokeInvitation(principal: Principal, id: string): Promise<void> {
  await inTransaction(runtime(), async (tx) => {
    const { email, role } = await openForChange(tx, principal, id);
    await tx.invitation.update({ where: { id }, data: { revokedAt: new Date(runtime().clock.now()) } });
    await recordEvent(tx, {
      ...actedBy(principal),
      type: "invitation.revoked",
      subjectId: id,
      data: { invitation_id: id, email, role },
    });
  });
}

/** An open invitation of the caller's organization that they could have sent themselves. */
async function openForChange(tx: PrismaSession, principal: Principal, id: string): Promise<InvitationRow> {
  const acting = await lockOrganization(tx, principal);
  requireAdmin(acting);
  const row = await tx.invitation.findFirst({ where: { ...openInvitations(principal.organizationId), id } });
  if (!row) throw new ApiError("not_found", "There is no such invitation");
  if (!invitableRoles(acting).includes(row.role)) {
    throw new ApiError("forbidden", "Only an owner names or removes owners");
  }
  return row;
}

function tooManyMails(): ApiError {
  return tooSoon("The mails of today (UTC) are used up", (today() + 1) * dayMs);
}
