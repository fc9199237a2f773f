import "server-only";
import { isPlanId, type PlanId } from "@/lib/access/catalogue";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { orNull } from "@/lib/http/or-null";
import { wholeSecond } from "@/lib/platform/whole-second";

/** A user with what their organization says about them. */
export type AccountUser = {
  id: string;
  email: string;
  name: string;
  /** Whether it is proved that the address is the user's own. */
  emailVerified: boolean;
  tier: PlanId;
  organizationId: string;
  createdAt: Date;
};

type UserRow = { id: string; email: string; name: string; emailVerifiedAt: Date | null; createdAt: Date };

export function accountUser(user: UserRow, organization: { id: string; plan: string }): AccountUser {
  const { id, email, name, emailVerifiedAt, createdAt } = user;
  const tier = isPlanId(organization.plan) ? organization.plan : "free";
  return { id, email, name, emailVerified: emailVerifiedAt !== null, tier, organizationId: organization.id, createdAt };
}

/** The user that a principal acts as. */
export async function getAccountUser(principal: UserPrincipal): Promise<AccountUser> {
  const { prisma } = runtime().database;
  const user = await prisma.user.findUnique({ where: { id: principal.userId } });
  const organization = await prisma.organization.findUnique({ where: { id: principal.organizationId } });
  if (!user || !organization) throw new ApiError("not_found");
  return accountUser(user, organization);
}

/** The user who looks at a page; null where nobody is signed in, or they were deleted since they were let in. */
export async function visitingUser(principal: UserPrincipal | null): Promise<AccountUser | null> {
  return principal && orNull(getAccountUser(principal));
}

/** Changes the display name. */
export async function renameUser(principal: UserPrincipal, name: string): Promise<AccountUser> {
  await runtime().database.prisma.user.update({ where: { id: principal.userId }, data: { name } });
  return getAccountUser(principal);
}

/** Document 000's shape of a user. */
export function tierUser({ id, email, name, tier }: AccountUser) {
  return { id, email, name, tier };
}

/** Document 004's shape of a user. */
export function plainUser({ id, email, createdAt }: AccountUser) {
  return { id, email, created_at: wholeSecond(createdAt) };
}

type SignedIn = { user: AccountUser; token: string };

/** What a sign-in is answered in document 000's shape. */
export function bearerSession({ user, token }: SignedIn) {
  return { access_token: token, token_type: "bearer" as const, user: tierUser(user) };
}

/** What a sign-in is answered in document 004's shape. */
export function plainSession({ user, token }: SignedIn) {
  return { user: plainUser(user), token };
}

/** What `GET /api/user/me` and the settings page show. */
export function fullUser(user: AccountUser) {
  const { emailVerified, organizationId, createdAt } = user;
  return {
    ...tierUser(user),
    email_verified: emailVerified,
    organization_id: organizationId,
    created_at: wholeSecond(createdAt),
  };
}
