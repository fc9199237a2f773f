import "server-only";
import type { ScopeId } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import type { Answer } from "@/lib/http/answer";
import { ApiError } from "@/lib/http/api-error";
import { methodsToConfirm } from "@/lib/http/confirmed-session";
import { cookieValue, requireSameOrigin } from "@/lib/http/dashboard-cookie";
import { requireLiveSession } from "@/lib/http/require-live-session";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { inTransaction } from "@/lib/platform/transaction";
import { recordEvent } from "@/lib/tenancy/events";
import { holdMembership } from "@/lib/tenancy/membership";
import { isOver, makersOf, withSecrets } from "./app-makers";
import { browserSessionOf } from "./browser-session";
import { protocolText } from "./call-provider";
import { text, wantsFreshSignIn } from "./consent";
import { requestedScopes, withheldFrom } from "./consent-request";
import { createGrant } from "./grants";
import { findInteraction } from "./interactions";
import { seeOther } from "./see-other";

/**
 * The consent page's form. It counts only from our own page (RFC 9700 section 4.7) and in the browser that began the
 * authorization. It counts for the user who is signed in there now.
 */
export async function decide(request: UnreadRequest, uid: string): Promise<Answer> {
  requireSameOrigin(request);
  const begun = cookieValue(request.headers.get("cookie"), "lk_authorize");
  const interaction = begun === uid ? await findInteraction(uid) : null;
  if (!interaction) return seeOther("/authorization-error?reason=expired");
  const session = await browserSessionOf(request.headers);
  if (!session || (await wantsFreshSignIn(interaction, session.id))) return seeOther(`/consent/${uid}`);
  const form = new URLSearchParams(protocolText(await request.readBody()));
  if (form.get("decision") === "allow") {
    // What an app gets acts as the user: a session left open is not enough for it, and the page asks.
    if (await mustConfirm(session)) return seeOther(`/consent/${uid}`);
    const { client_id, scope } = interaction.params;
    const choice = {
      appId: text(client_id) ?? "",
      session,
      organizationId: form.get("organization") ?? "",
    };
    const grantId = await grantConsent(choice, requestedScopes(text(scope)));
    interaction.result = grantId ? { login: { accountId: session.userId }, consent: { grantId } } : mayHandOnNothing;
  } else {
    interaction.result = { error: "access_denied", error_description: "The user did not agree" };
  }
  // The user who decided counts, not the one who was signed in when it began.
  Object.assign(interaction, { session: undefined });
  await interaction.persist();
  return seeOther(`/oauth/authorize/${uid}`);
}

/** Whether the user of a browser's session has to prove first that it is still them. */
export async function mustConfirm({ id, userId }: { id: string; userId: string }): Promise<boolean> {
  return (await methodsToConfirm(runtime().database.pool, { credentialId: id, userId })) !== null;
}

/** What an app is told where its user agreed to what they may not hand on. */
export const mayHandOnNothing = {
  error: "access_denied",
  error_description: "The user's role lets them hand on none of the requested scopes",
};

/** The browser's session in which a user decides. */
type Deciding = { id: string; userId: string };

/**
 * What a user agreed to, as a grant: never more than their role in the organization lets them hand on. Returns its id;
 * null, and no grant is made, where that is nothing.
 */
export async function grantConsent(
  { appId, session, organizationId }: { appId: string; session: Deciding; organizationId: string },
  requested: readonly ScopeId[],
): Promise<string | null> {
  const { userId } = session;
  return inTransaction(runtime(), async (tx) => {
    // What an app gets goes on without the session: one that has ended meanwhile hands nothing on.
    await requireLiveSession(tx, { userId, credentialId: session.id });
    const role = await holdMembership(tx, { organizationId, userId });
    if (!role) throw new ApiError("forbidden", "You are no member of this organization");
    const app = await tx.oAuthApp.findUnique({ where: { id: appId }, include: withSecrets });
    if (!app || isOver(app, await makersOf([app], tx)))
      throw new ApiError("not_found", "There is no such app any more");
    const rejected = withheldFrom(role, requested);
    const scopes = requested.filter((scope) => !rejected.includes(scope));
    if (scopes.length === 0) return null;
    const data = { client_id: appId, name: app.name, scopes };
    await recordEvent(tx, {
      type: "app.authorized",
      organizationId,
      environment: "production",
      actorId: userId,
      subjectId: appId,
      data,
    });
    return createGrant(tx, { appId, userId, organizationId, scopes, rejected });
  });
}
