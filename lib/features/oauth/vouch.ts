import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { OAuthApp } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import { inTransaction } from "@/lib/platform/transaction";
import { recordEvent } from "@/lib/tenancy/events";
import type { AdminOAuthApp } from "./any-app-contract";
import { readAnyApp } from "./any-apps";

/**
 * Vouches for an app, or no longer does; the app's organization is told. 404 when there is none, 409 when it was changed
 * meanwhile. This crosses tenants: it is for instance admins alone, which every contract that leads here demands.
 */
export async function vouchForApp(
  principal: UserPrincipal,
  clientId: string,
  { verified }: { verified: boolean },
): Promise<{ data: AdminOAuthApp }> {
  const { data: seen } = await readAnyApp(clientId);
  await inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
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
      data: {
        client_id: clientId,
        name: seen.name,
        verified,
        changed: ["verified"],
        before: { verified: !verified },
        after: { verified },
      },
    });
  });
  const now = await readAnyApp(clientId);
  if (now.data.verified !== verified) throw new ApiError("conflict", "The app was changed meanwhile; look at it again");
  return now;
}

type Appearance = Pick<OAuthApp, "name" | "homepageUrl" | "redirectUris">;

/** Whether users meet the same app after a change: another name, homepage or address is not what somebody vouched for. */
export function looksTheSame(before: Appearance, after: Appearance): boolean {
  const known = new Set(before.redirectUris);
  const isNamedAlike = before.name === after.name && before.homepageUrl === after.homepageUrl;
  return isNamedAlike && after.redirectUris.every((uri) => known.has(uri));
}
