import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { containing, nameHolding } from "@/lib/platform/text-search";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { AdminOAuthApp, AdminOAuthAppQuery } from "./any-app-contract";

// Everything here crosses tenants: it is for instance admins alone, which every contract that leads here demands.

const withOrganization = { organization: { select: { name: true } } } satisfies Prisma.OAuthAppInclude;

/** A page of the deployment's OAuth apps, newest first, as who vouches for them looks at them. */
export async function listAnyApps({
  search,
  verified,
  limit,
  cursor,
}: AdminOAuthAppQuery): Promise<{ data: AdminOAuthApp[]; next_cursor: string | null }> {
  const { database } = runtime();
  const named = search ? await nameHolding(database.pool, search) : {};
  const matching = search
    ? {
        OR: [
          { id: search },
          named,
          { homepageUrl: containing(search) },
          { organizationId: search },
          { organization: named },
        ],
      }
    : {};
  const found = await database.prisma.oAuthApp.findMany({
    where: { AND: [matching, verified ? { verified: verified === "true" } : {}, afterCursor(cursor)] },
    include: withOrganization,
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: rows.map(viewOf), next_cursor };
}

/** An app of any organization; 404 when there is none. */
export async function readAnyApp(clientId: string): Promise<{ data: AdminOAuthApp }> {
  const { oAuthApp } = runtime().database.prisma;
  const app = await oAuthApp.findUnique({ where: { id: clientId }, include: withOrganization });
  if (!app) throw new ApiError("not_found", "There is no such OAuth app");
  return { data: viewOf(app) };
}

function viewOf(app: Prisma.OAuthAppGetPayload<{ include: typeof withOrganization }>): AdminOAuthApp {
  return {
    client_id: app.id,
    name: app.name,
    homepage_url: app.homepageUrl,
    redirect_uris: app.redirectUris,
    organization: { id: app.organizationId, name: app.organization.name },
    verified: app.verified,
    dynamic: app.dynamic,
    created_at: wholeSecond(app.createdAt),
  };
}
