import "server-only";
import { recordEvent } from "@/lib/access/events";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { OAuthApp } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import type { AdminOAuthApp } from "./contract";

// Everything here crosses tenants: it is for instance admins alone, which every contract that leads here demands.

/** An app of any organization, as who vouches for it looks at it; 404 when there is none. */
export async function readAnyApp(clientId: string): Promise<{ data: AdminOAuthApp }> {
  const app = clientId.includes("\0")
    ? null
    : await runtime().database.prisma.oAuthApp.findUnique({ where: { id: clientId }, include: { organization: true } });
  if (!app) throw noSuchApp();
  return {
    data: {
      client_id: app.id,
      name: app.name,
      homepage_url: app.homepageUrl,
      redirect_uris: app.redirectUris,
      organization: { id: app.organizationId, name: app.organization.name },
      verified: app.verified,
      dynamic: app.dynamic,
      created_at: app.createdAt.toISOString(),
    },
  };
}

/** Vouches for an app, or no longer does; the app's organization is told. 404 when there is none. */
export async function vouchForApp(
  principal: UserPrincipal,
  clientId: string,
  { verified }: { verified: boolean },
): Promise<{ data: AdminOAuthApp }> {
  const { data: seen } = await readAnyApp(clientId);
  await runtime().database.prisma.$transaction(async (tx) => {
    // Only what was just read is vouched for: a name or address that changed meanwhile is not.
    const { count } = await tx.oAuthApp.updateMany({
      where: {
        id: clientId,
        name: seen.name,
        homepageUrl: seen.homepage_url,
        redirectUris: { equals: seen.redirect_uris },
        verified: !verified,
      },
      data: { verified },
    });
    if (count === 0) return;
    await recordEvent(tx, {
      type: "app.updated",
      organizationId: seen.organization.id,
      environment: "production",
      actorId: principal.userId,
      subjectId: clientId,
      data: { client_id: clientId, name: seen.name, verified },
    });
  });
  return readAnyApp(clientId);
}

type Appearance = Pick<OAuthApp, "name" | "homepageUrl" | "redirectUris">;

/** Whether users meet the same app after a change: another name, homepage or address is not what somebody vouched for. */
export function looksTheSame(before: Appearance, after: Appearance): boolean {
  const known = new Set(before.redirectUris);
  const isNamedAlike = before.name === after.name && before.homepageUrl === after.homepageUrl;
  return isNamedAlike && after.redirectUris.every((uri) => known.has(uri));
}

function noSuchApp(): ApiError {
  return new ApiError("not_found", "There is no such OAuth app");
}
