import "server-only";
import type { Role } from "@/lib/access/catalogue";
import { isScopeId, roleOfScope, roleReaches, type ScopeId } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import type { ConsentOrganization, ConsentView } from "./authorized-app-contract";
import { oauthScopes } from "./resources";

/** What an app asks a user for, however it asked: by redirect or by device. */
export type ConsentRequest = { clientId: string; scope: string | undefined; redirectUri: string | null };

/** Everything that the consent page says, for the user who looks at it; null when the app or the user is gone. */
export async function describeConsent(
  request: ConsentRequest,
  { userId, organizationId }: { userId: string; organizationId: string },
): Promise<ConsentView | null> {
  const { database, oauthApps } = runtime();
  const { prisma } = database;
  const [live, app, user, organizations] = await Promise.all([
    oauthApps.find(request.clientId),
    prisma.oAuthApp.findUnique({
      where: { id: request.clientId },
      include: { organization: { select: { name: true } } },
    }),
    prisma.user.findUnique({ where: { id: userId }, select: { email: true } }),
    organizationsOf(userId, requestedScopes(request.scope)),
  ]);
  if (!app || !live || !user || organizations.length === 0) return null;
  const requested = requestedScopes(request.scope);
  return {
    app: {
      name: app.name,
      description: app.description,
      homepageUrl: app.homepageUrl,
      publisher: app.organization.name,
      verified: app.verified,
      dynamic: app.dynamic,
    },
    email: user.email,
    scopes: oauthScopes
      .filter(({ id }) => requested.some((scope) => scope === id))
      .map(({ id, description, access }) => ({ id, description, access })),
    organizations,
    organizationId: organizations.some(({ id }) => id === organizationId)
      ? organizationId
      : (organizations[0]?.id ?? ""),
    returnsTo: request.redirectUri === null ? null : placeOf(request.redirectUri),
  };
}

/** The API scopes in a request's `scope`. */
export function requestedScopes(scope: string | undefined): ScopeId[] {
  return (scope ?? "").split(" ").filter(isScopeId);
}

/** Which of the scopes a role may not hand on: an app never gets more than its user has. */
export function withheldFrom(role: Role, scopes: readonly ScopeId[]): ScopeId[] {
  return scopes.filter((scope) => !roleReaches(role, roleOfScope(scope)));
}

async function organizationsOf(userId: string, scopes: readonly ScopeId[]): Promise<ConsentOrganization[]> {
  const memberships = await runtime().database.prisma.membership.findMany({
    where: { userId },
    include: { organization: { select: { name: true } } },
    orderBy: [{ createdAt: "asc" }, { organizationId: "asc" }],
    take: 200,
  });
  return memberships.map(({ organizationId, role, organization }) => ({
    id: organizationId,
    name: organization.name,
    withheld: withheldFrom(role, scopes),
  }));
}

/** Where a browser is sent back to, as a person reads it. */
function placeOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  if (/^https?:$/.test(protocol)) return host;
  return `the app that opens ${protocol}// on this device`;
}
