import "server-only";
import { isScopeId } from "@/lib/access/catalogue";
import { actedBy, recordEvent } from "@/lib/access/events";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { AuthorizedApp } from "./contract";
import { scopesOfGrant } from "./grants";

/** The apps that may act for the user, last authorized first; in whichever of their organizations. */
export async function listAuthorizedApps({ userId }: UserPrincipal): Promise<{ data: AuthorizedApp[] }> {
  const { database, clock } = runtime();
  const { prisma } = database;
  const grants = await prisma.oAuthArtifact.findMany({
    where: { model: "Grant", userId, expiresAt: { gt: new Date(clock.now()) } },
    orderBy: { createdAt: "desc" },
    take: 1_000,
  });
  const idsOf = (name: "clientId" | "organizationId") => grants.flatMap((grant) => grant[name] ?? []);
  const apps = await prisma.oAuthApp.findMany({ where: { id: { in: idsOf("clientId") } } });
  const organizations = await prisma.organization.findMany({
    where: { id: { in: idsOf("organizationId") }, memberships: { some: { userId } } },
    select: { id: true, name: true },
  });
  const uses = await prisma.oAuthArtifact.groupBy({
    by: ["clientId"],
    where: { userId, clientId: { in: idsOf("clientId") } },
    _max: { createdAt: true },
  });
  const data = apps.flatMap((app) => {
    const own = grants.filter(({ clientId }) => clientId === app.id);
    const where = organizations.filter(({ id }) => own.some(({ organizationId }) => organizationId === id));
    const [last, first] = [own.at(0), own.at(-1)];
    if (!last || !first || where.length === 0) return [];
    return {
      client_id: app.id,
      name: app.name,
      description: app.description,
      homepage_url: app.homepageUrl,
      verified: app.verified,
      organizations: where,
      scopes: [...new Set(own.flatMap(({ payload }) => scopesOfGrant(payload)))].filter(isScopeId),
      first_authorized_at: first.createdAt.toISOString(),
      last_authorized_at: last.createdAt.toISOString(),
      last_used_at: (uses.find(({ clientId }) => clientId === app.id)?._max.createdAt ?? last.createdAt).toISOString(),
    };
  });
  return { data: data.sort((a, b) => b.last_authorized_at.localeCompare(a.last_authorized_at)) };
}

/** Withdraws everything that the user let an app do; its tokens end in every process at once. 404 where there was nothing. */
export async function withdrawConsent(principal: UserPrincipal, clientId: string): Promise<void> {
  if (clientId.includes("\0")) throw new ApiError("not_found", "This app may not act for you");
  const { userId } = principal;
  await runtime().changes.commit(async (tx) => {
    const grants = await tx.oAuthArtifact.findMany({ where: { model: "Grant", userId, clientId } });
    if (grants.length === 0) throw new ApiError("not_found", "This app may not act for you");
    const ids = grants.flatMap(({ grantId }) => grantId ?? []);
    await tx.oAuthArtifact.deleteMany({ where: { OR: [{ grantId: { in: ids } }, { userId, clientId }] } });
    // Each organization that the app was let into is told.
    for (const organizationId of new Set(grants.flatMap((grant) => grant.organizationId ?? []))) {
      const event = { ...actedBy(principal), organizationId, subjectId: clientId, data: { client_id: clientId } };
      if (await tx.organization.count({ where: { id: organizationId } }))
        await recordEvent(tx, { ...event, type: "app.withdrawn" });
    }
    return { result: undefined, subjects: ids.map((id) => `grant:${id}`) };
  });
}
