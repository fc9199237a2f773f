import "server-only";
import { isPlanId, type Role } from "@/lib/access/catalogue";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { invalidToken } from "@/lib/http/bearer";
import { holdCaller } from "@/lib/http/hold-rights";
import type { Page } from "@/lib/http/page";
import { decodeCursor, pageOf } from "@/lib/http/pagination";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { holdMembership } from "@/lib/tenancy/membership";
import { lockUser } from "@/lib/tenancy/row-locks";
import { sessionToken } from "@/lib/tenancy/session-token";
import type { OwnOrganization, SwitchedOrganization } from "./own-organizations-contract";

/** Most organizations on the cheapest plan that one user owns, the personal one included: each comes with free limits. */
export const maximumFreeOrganizations = 4;

type Row = { role: Role; organization: { id: string; name: string; plan: string } };

/** The organizations that the user is a member of, the one joined last first. */
export async function listOwnOrganizations(
  { userId, organizationId }: UserPrincipal,
  { limit, cursor }: Page,
): Promise<{ data: OwnOrganization[]; next_cursor: string | null }> {
  const found = await runtime().database.prisma.membership.findMany({
    where: { AND: [{ userId }, afterMembership(cursor)] },
    include: { organization: true },
    orderBy: [{ createdAt: "desc" }, { organizationId: "desc" }],
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(
    found.map((row) => ({ ...row, id: row.organizationId })),
    limit,
  );
  return { data: rows.map((row) => ownView(row, userId, organizationId)), next_cursor };
}

/** Creates an organization that the user owns; 403 when they own as many free ones as they may. */
export async function createOrganization(principal: UserPrincipal, name: string): Promise<OwnOrganization> {
  const { userId, organizationId: current } = principal;
  const createdAt = new Date(runtime().clock.now());
  return inTransaction(runtime(), async (tx) => {
    // Locking the user makes parallel requests count one after the other.
    await holdCaller(tx, principal);
    const owned = await tx.membership.count({ where: { userId, role: "owner", organization: { plan: "free" } } });
    if (owned >= maximumFreeOrganizations) {
      throw new ApiError(
        "forbidden",
        `You own ${owned} organizations on the Free plan, which is the most; upgrade one, see /pricing`,
      );
    }
    const organization = await tx.organization.create({
      data: {
        id: newId("org"),
        name,
        createdAt,
        memberships: { create: { userId, role: "owner", createdAt } },
      },
    });
    const { id: organizationId } = organization;
    await recordEvent(tx, {
      ...actedBy(principal),
      type: "organization.created",
      organizationId,
      subjectId: organizationId,
      data: { name },
    });
    return ownView({ role: "owner", organization }, userId, current);
  });
}

/**
 * Lets the caller's session act for another of their organizations, from the next request on; 404 for one they are no member
 * of. A bearer's session gets a token of the same session whose claims name that organization; the one before goes on.
 */
export async function switchOrganization(
  principal: UserPrincipal,
  organizationId: string,
): Promise<SwitchedOrganization> {
  const { userId, credentialId } = principal;
  return runtime().changes.commit(async (tx) => {
    // In the order in which a password changes and a membership ends.
    await lockUser(tx, userId);
    const role = await holdMembership(tx, { organizationId, userId });
    const organization = role && (await tx.organization.findUnique({ where: { id: organizationId } }));
    if (!organization) throw new ApiError("not_found", "There is no such organization");
    const [session] = await tx.session.updateManyAndReturn({
      where: { id: credentialId, userId },
      data: { organizationId },
      include: { user: true },
    });
    if (!session) throw invalidToken("unknown");
    // Only the dashboard's next sign-in begins where the last one ended: a program says for itself whom it acts for.
    if (principal.kind === "dashboard-session") {
      await tx.user.update({ where: { id: userId }, data: { homeOrganizationId: organizationId } });
    }
    return {
      result: {
        ...ownView({ role, organization }, userId, organizationId),
        ...(session.kind === "api" ? { access_token: sessionToken(session.user, session) } : {}),
      },
      subjects: [`session:${credentialId}`],
    };
  });
}

/** One of a user's organizations as they see it. */
export function ownView({ role, organization }: Row, userId: string, currentId: string): OwnOrganization {
  const { id, name, plan } = organization;
  return {
    id,
    name,
    plan: isPlanId(plan) ? plan : "free",
    personal: id === userId,
    role,
    current: id === currentId,
  };
}

function afterMembership(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const { createdAt, id } = decodeCursor(cursor);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, organizationId: { lt: id } }] };
}
