import "server-only";
import { type Role, roleLabelOf } from "@/lib/access/catalogue";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { EmailAddress } from "@/lib/http/email-address";
import type { PrismaSession } from "@/lib/platform/database";
import { foldedEmail } from "@/lib/platform/email-address";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { type Inviter, mailAllowance, mailInvitation, newInvitationSecret, today } from "./invitation-link";
import { invitationView, inviterNames, openInvitations } from "./invitation-view";
import type { InvitationResult, NewInvitations } from "./invitations-contract";
import { requireInviter } from "./inviter";
import { invitableRoles } from "./member-rules";
import { maximumInvitations, maximumMembers } from "./organization";
import { lockOrganization, requireAdmin } from "./organization-lock";

type Row = NewInvitations["invitations"][number];
type Status = InvitationResult["status"];

/**
 * Invites each address that can be invited, and says of every other one why not; 403 for an inviter without a proved
 * address. Mails go out when the whole is stored.
 */
export async function invite(
  principal: Principal,
  { invitations }: NewInvitations,
): Promise<{ results: InvitationResult[] }> {
  return inTransaction(
    runtime(),
    async (tx) => {
      const acting = await lockOrganization(tx, principal);
      requireAdmin(acting);
      const inviter = await requireInviter(tx, principal);
      const rows = invitations.map((row) => ({ row, email: EmailAddress.safeParse(row.email).data ?? null }));
      const emails = rows.flatMap(({ email }) => email ?? []);
      const judge = await judgeOf(tx, principal, invitableRoles(acting), emails);
      const { name } = await tx.organization.findUniqueOrThrow({ where: { id: principal.organizationId } });
      const results: InvitationResult[] = [];
      for (const { row, email } of rows) {
        const status = email === null ? "invalid_email" : judge(email, row.role);
        const invited = { email: email ?? row.email, role: row.role };
        if (status !== "invited") results.push(refused(invited, status));
        else results.push(await send(tx, principal, invited, name, inviter));
      }
      return { results };
    },
    // A hundred rows are a few hundred small statements.
    { timeoutMs: 20_000 },
  );
}

/** Judges rows one after the other, each in view of those before it. */
async function judgeOf(
  tx: PrismaSession,
  { organizationId, userId }: Principal,
  roles: readonly string[],
  emails: readonly string[],
): Promise<(email: string, role: Role) => Status> {
  const now = new Date(runtime().clock.now());
  const [members, open, allowance] = await Promise.all([
    tx.membership.findMany({ where: { organizationId }, select: { userId: true, user: { select: { email: true } } } }),
    tx.invitation.findMany({
      where: { ...openInvitations(organizationId), expiresAt: { gt: now } },
      select: { email: true },
    }),
    mailAllowance(tx, organizationId, emails),
  ]);
  const memberEmails = new Map(members.map((member) => [foldedEmail(member.user.email), member.userId]));
  const invited = new Set(open.map(({ email }) => email));
  const seen = new Set<string>();
  let room = Math.min(
    maximumInvitations - invited.size,
    maximumMembers - members.length - invited.size,
    allowance.left,
  );
  return (email, role) => {
    if (seen.has(email)) return "repeated";
    seen.add(email);
    const member = memberEmails.get(email);
    if (member !== undefined) return member === userId ? "your_own_address" : "already_member";
    if (invited.has(email)) return "already_invited";
    if (!roles.includes(role)) return "role_not_allowed";
    if (room <= 0 || allowance.leftFor(email) <= 0) return "limit_reached";
    room -= 1;
    return "invited";
  };
}

async function send(
  tx: PrismaSession,
  principal: Principal,
  { email, role }: Row,
  organization: string,
  inviter: Inviter,
): Promise<InvitationResult> {
  const { organizationId, userId } = principal;
  const { secret, ...stored } = newInvitationSecret();
  const row = await tx.invitation.create({
    data: {
      ...stored,
      id: newId("inv"),
      organizationId,
      email,
      role,
      invitedById: userId,
      createdAt: new Date(runtime().clock.now()),
      mailedDay: today(),
      mailsThatDay: 1,
    },
  });
  await recordEvent(tx, {
    ...actedBy(principal),
    type: "invitation.created",
    subjectId: row.id,
    data: { invitation_id: row.id, email, role },
  });
  const link = await mailInvitation(tx, { email, role, organization, inviter, secret });
  const names = await inviterNames(tx, [row]);
  return { email, role, status: "invited", message: messages.invited, invitation: invitationView(row, names), link };
}

function refused({ email, role }: Row, status: Status): InvitationResult {
  const message = status === "role_not_allowed" ? `Only an owner invites to be ${roleLabelOf(role)}` : messages[status];
  return { email, role, status, message, invitation: null, link: null };
}

const messages: Record<Status, string> = {
  invited: "Invited",
  invalid_email: "This is not an email address",
  repeated: "The same address stands further up",
  your_own_address: "This is your own address",
  already_member: "Is a member already",
  already_invited: "Has an open invitation already; send that one again instead",
  role_not_allowed: "You may not invite to this role",
  limit_reached: "The most invitations are open, or were mailed today; try again later",
};
