import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Invitation as InvitationRow } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { Invitation } from "./invitations-contract";

/** Invitations that are neither accepted nor withdrawn, those that have run out included. */
export function openInvitations(organizationId: string) {
  return { organizationId, acceptedAt: null, revokedAt: null };
}

/** Names of those who invited. */
export async function inviterNames(
  tx: PrismaSession,
  rows: readonly Pick<InvitationRow, "invitedById">[],
): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap(({ invitedById }) => (invitedById ? [invitedById] : [])))];
  const users = ids.length > 0 ? await tx.user.findMany({ where: { id: { in: ids } } }) : [];
  return new Map(users.map(({ id, name }) => [id, name]));
}

/** A stored invitation as clients see it: everything but the hash of its secret. */
export function invitationView(row: InvitationRow, names: ReadonlyMap<string, string>): Invitation {
  const inviter = row.invitedById ? names.get(row.invitedById) : undefined;
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    status: row.expiresAt.getTime() > runtime().clock.now() ? "pending" : "expired",
    created_at: wholeSecond(row.createdAt),
    expires_at: wholeSecond(row.expiresAt),
    invited_by: row.invitedById && inviter !== undefined ? { user_id: row.invitedById, name: inviter } : null,
  };
}
