import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ConsentView } from "./authorized-app-contract";
import { describeConsent } from "./consent-request";
import { findInteraction, type Interaction } from "./interactions";

/** The library's cookie on the consent page's own path. */
export const consentCookie = "lk_consent";

/** What there is to show at `/consent/{uid}`: nothing any more, a sign-in that the app wants to be fresh, or the question. */
export type Consent = { state: "gone" } | { state: "sign-in-again" } | { state: "ready"; view: ConsentView };

/** The question behind an authorization; only in the browser that began it, by its cookie. */
export async function loadConsent(uid: string, cookie: string | undefined, principal: UserPrincipal): Promise<Consent> {
  const interaction = cookie === uid ? await findInteraction(uid) : null;
  if (!interaction) return { state: "gone" };
  if (await wantsFreshSignIn(interaction, principal.credentialId)) return { state: "sign-in-again" };
  const { client_id, scope, redirect_uri } = interaction.params;
  const request = { clientId: text(client_id) ?? "", scope: text(scope), redirectUri: text(redirect_uri) ?? null };
  const view = await describeConsent(request, principal);
  return view ? { state: "ready", view } : { state: "gone" };
}

/** `prompt=login`: a session counts only when it is younger than the request. */
export async function wantsFreshSignIn({ prompt, iat }: Interaction, sessionId: string): Promise<boolean> {
  if (prompt.name !== "login" || !prompt.reasons.includes("login_prompt")) return false;
  const session = await runtime().database.prisma.session.findUnique({ where: { id: sessionId } });
  return session === null || session.createdAt.getTime() < iat * 1000;
}

/** A parameter's value, where it is one. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
