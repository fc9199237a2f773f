import "server-only";
import { isScopeId } from "@/lib/access/catalogue";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import { wholeSecond } from "@/lib/platform/whole-second";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import type { AuthorizedApp } from "./authorized-app-contract";
import { scopesOfGrant } from "./grants";

/** All grants of an app in one organization that allow the same. */
type AgreedTo = { client_id: string; organization_id: string; resources: unknown; first_at: Date; last_at: Date };

/** The apps that may act for the user, last authorized first; in all of their organizations. */
export async function listAuthorizedApps({ userId }: UserPrincipal): Promise<{ data: AuthorizedApp[] }> {
  const { database, oauthApps } = runtime();
  const { prisma } = database;
  const agreed = await agreedToBy(userId);
  const clientIds = [...new Set(agreed.map((row) => row.client_id))];
  const apps = await prisma.oAuthApp.findMany({ where: { id: { in: clientIds } } });
  const organizations = await prisma.organization.findMany({
    where: { memberships: { some: { userId } } },
    select: { id: true, name: true },
  });
  const uses = await prisma.oAuthArtifact.groupBy({
    by: ["clientId"],
    where: { userId, clientId: { in: clientIds } },
    _max: { createdAt: true },
  });
  const live = new Set((await Promise.all(clientIds.map((id) => oauthApps.find(id)))).map((app) => app?.id));
  const data = apps.flatMap((app) => {
    // One that has ended with what made it acts for no user.
    if (!live.has(app.id)) return [];
    const own = agreed.filter((row) => row.client_id === app.id);
    const where = organizations.filter(({ id }) => own.some((row) => row.organization_id === id));
    if (where.length === 0) return [];
    const first = new Date(Math.min(...own.map((row) => row.first_at.getTime())));
    const last = new Date(Math.max(...own.map((row) => row.last_at.getTime())));
    return {
      client_id: app.id,
      name: app.name,
      description: app.description,
      homepage_url: app.homepageUrl,
      verified: app.verified,
      organizations: where,
      scopes: [...new Set(own.flatMap((row) => scopesOfGrant(row)))].filter(isScopeId),
      first_authorized_at: first.toISOString(),
      last_authorized_at: last.toISOString(),
      last_used_at: wholeSecond(uses.find(({ clientId }) => clientId === app.id)?._max.createdAt ?? last),
    };
  });
  return { data: data.sort((a, b) => b.last_authorized_at.localeCompare(a.last_authorized_at)) };
}

/** Grouped where they are: an app can have any number of grants, and none of them may hide another app. */
async function agreedToBy(userId: string): Promise<AgreedTo[]> {
  const { clock, database } = runtime();
  const { rows } = await database.pool.query<AgreedTo>(
    `SELECT client_id, organization_id, payload->'resources' AS resources,
            min(created_at) AS first_at, max(created_at) AS last_at
       FROM oauth_artifacts
      WHERE model = 'Grant' AND user_id = $1 AND expires_at > $2
      GROUP BY client_id, organization_id, payload->'resources'`,
    [userId, new Date(clock.now())],
  );
  return rows;
}

/** Withdraws everything that the user let an app do; its tokens end in every process at once. 404 where there was nothing. */
export async function withdrawConsent(principal: UserPrincipal, clientId: string): Promise<void> {
  const { userId } = principal;
  await runtime().changes.commit(async (tx) => {
    await holdCaller(tx, principal);
    // A silent authorization that is under way finishes first, and what it made is withdrawn too.
    await tx.$queryRaw`SELECT 1 FROM oauth_artifacts
      WHERE model = 'Grant' AND user_id = ${userId} AND client_id = ${clientId} ORDER BY id_hash FOR UPDATE`;
    const grants = await tx.oAuthArtifact.groupBy({
      by: ["organizationId"],
      where: { model: "Grant", userId, clientId },
    });
    if (grants.length === 0) throw new ApiError("not_found", "This app may not act for you");
    await tx.oAuthArtifact.deleteMany({ where: { userId, clientId } });
    // Each organization that the app was let into is told.
    for (const { organizationId } of grants) {
      if (organizationId === null) continue;
      const event = { ...actedBy(principal), organizationId, subjectId: clientId, data: { client_id: clientId } };
      if (await tx.organization.count({ where: { id: organizationId } }))
        await recordEvent(tx, { ...event, type: "app.withdrawn" });
    }
    // One word for any number of grants: what else of the user's is forgotten is read again.
    return { result: undefined, subjects: [`user:${userId}`] };
  });
}
