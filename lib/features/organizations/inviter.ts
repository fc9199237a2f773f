import "server-only";
import type { Principal } from "@/lib/access/principal";
import { ApiError } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import type { Inviter } from "./invitation-link";
import { unprovedInviter } from "./invitations-contract";

/**
 * The person who answers for an invitation, whom its mail names: the user, a key's maker, or else the longest owner. 403
 * while their address is not proved: strangers get no mail in an unproved name.
 */
export async function requireInviter(tx: PrismaSession, principal: Principal): Promise<Inviter> {
  const person = await personBehind(tx, principal);
  if (!person?.emailVerifiedAt) throw new ApiError("forbidden", unprovedInviter);
  return { name: person.name, email: person.email };
}

async function personBehind(tx: PrismaSession, { userId, credentialId, organizationId }: Principal) {
  const key = userId === null ? await tx.apiKey.findFirst({ where: { id: credentialId, organizationId } }) : null;
  const id = userId ?? key?.createdById;
  if (id) return tx.user.findUnique({ where: { id } });
  const owner = await tx.membership.findFirst({
    where: { organizationId, role: "owner", user: { emailVerifiedAt: { not: null } } },
    include: { user: true },
    orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
  });
  return owner?.user ?? null;
}
