import "server-only";
import { hash } from "node:crypto";
import { z } from "zod";
import type { PortalPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { Answer } from "@/lib/http/answer";
import { ApiError } from "@/lib/http/api-error";
import { portalCookie, portalSecret } from "@/lib/http/portal-cookie";
import { randomBase62 } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { findOneTimeToken, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { recordPortalEvent } from "./portal-events";

/** 238 bits. */
const secretLength = 40;
const Named = z.object({ session: z.string() });

/**
 * Takes the token of a portal's link, of two at once one, and answers with the cookie that the portal is open by. 404 for a link that
 * is used, over or withdrawn; 409 where this browser has another customer's portal open that is not to be replaced.
 */
export async function openPortal(
  { token, replace }: { token: string; replace?: true | undefined },
  cookies: string | null,
): Promise<Answer> {
  const current = replace ? null : await openIn(cookies);
  const { clock, settings } = runtime();
  const { secret, lifetimeSeconds } = await inTransaction(runtime(), async (tx) => {
    const named = Named.safeParse((await findOneTimeToken(tx, "portal", token))?.data).data;
    const session = named && (await tx.portalSession.findUnique({ where: { id: named.session } }));
    if (!session) throw noSuchLink();
    const { id, organizationId, customerId, lifetimeSeconds } = session;
    // A person who is sent somebody else's link must not work in another account unawares.
    if (current && current.id !== customerId) throw otherPortal(current);
    // In the order in which others take them.
    const [customer] = await tx.$queryRaw<{ id: string; externalId: string; name: string }[]>`
      SELECT id, external_id AS "externalId", name FROM customers
       WHERE id = ${customerId} AND organization_id = ${organizationId} AND suspended_at IS NULL FOR KEY SHARE`;
    if (!customer || !(await takeOneTimeToken(tx, "portal", token))) throw noSuchLink();
    const secret = randomBase62(secretLength);
    const openedAt = new Date(clock.now());
    const opened = await tx.portalSession.updateMany({
      where: { id, endedAt: null, openedAt: null },
      data: {
        secretHash: hash("sha256", secret),
        openedAt,
        expiresAt: new Date(openedAt.getTime() + lifetimeSeconds * 1_000),
      },
    });
    if (opened.count === 0) throw noSuchLink();
    const by = { organizationId, environment: "production" as const, actorId: null, credentialId: id };
    await recordPortalEvent(tx, by, "portal.session_opened", { id, customer });
    return { secret, lifetimeSeconds };
  });
  return new Answer(204, { "cache-control": "no-store" }, "", [portalCookie(secret, lifetimeSeconds, settings)]);
}

/** Whose portal is open in a browser by its cookies; null where none is. */
async function openIn(cookies: string | null): Promise<PortalPrincipal["customer"] | null> {
  const { directory, settings } = runtime();
  const secret = portalSecret(cookies, settings);
  const check = secret === null ? null : await directory.checkPortalSession(secret);
  return check?.ok ? (check.record.principal.customer ?? null) : null;
}

function otherPortal({ name, externalId }: PortalPrincipal["customer"]): ApiError {
  return new ApiError("conflict", `You have the portal of ${name || externalId} open in this browser`);
}

function noSuchLink(): ApiError {
  return new ApiError(
    "not_found",
    "This link was used, or is not good any more; open the portal again from where you came",
  );
}
