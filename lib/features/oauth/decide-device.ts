import "server-only";
import { artifactHash } from "@/lib/access/oauth-token";
import { runtime } from "@/lib/access/runtime";
import type { Answer } from "@/lib/http/answer";
import { requireSameOrigin } from "@/lib/http/dashboard-cookie";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { browserSessionOf } from "./browser-session";
import { protocolText } from "./call-provider";
import { text } from "./consent";
import { requestedScopes } from "./consent-request";
import { grantConsent, mayHandOnNothing, mustConfirm } from "./decide";
import { findDevice } from "./device";
import { defaultResource } from "./resources";
import { seeOther } from "./see-other";

/** The device page's form: the answer waits in the database for the device, which asks for it at the token endpoint. */
export async function decideDevice(request: UnreadRequest): Promise<Answer> {
  requireSameOrigin(request);
  const form = new URLSearchParams(protocolText(await request.readBody()));
  const userCode = form.get("user_code") ?? "";
  const session = await browserSessionOf(request.headers);
  if (!session) return seeOther(`/device?user_code=${encodeURIComponent(userCode)}`);
  const code = await findDevice(userCode, session.userId);
  if (!code) return seeOther("/device?result=unknown");
  if (form.get("decision") !== "allow") {
    return deny(code.jti, "The user did not agree");
  }
  if (await mustConfirm(session)) {
    return seeOther(`/device?${new URLSearchParams({ user_code: userCode, step: "confirm" })}`);
  }
  const scopes = requestedScopes(text(code.params?.scope));
  const choice = { appId: code.clientId ?? "", session, organizationId: form.get("organization") ?? "" };
  const grantId = await grantConsent(choice, scopes);
  if (grantId === null) return deny(code.jti, mayHandOnNothing.error_description);
  const resource = text(code.params?.resource) ?? defaultResource;
  const allowed = {
    accountId: session.userId,
    grantId,
    scope: scopes.join(" "),
    resource,
    authTime: session.startedAtSeconds,
  };
  return seeOther((await settle(code.jti, allowed, grantId)) ? "/device?result=allowed" : "/device?result=unknown");
}

async function deny(id: string, errorDescription: string): Promise<Answer> {
  const isFirst = await settle(id, { error: "access_denied", errorDescription });
  return seeOther(isFirst ? "/device?result=denied" : "/device?result=unknown");
}

/** Writes the decision once: of two people who typed the same code, the first one counts. */
async function settle(
  id: string,
  decision: Record<string, string | number>,
  grantId: string | null = null,
): Promise<boolean> {
  const { rowCount } = await runtime().database.pool.query(
    `UPDATE oauth_artifacts SET payload = payload || $2::jsonb, grant_id = $3, user_id = $4
      WHERE model = 'DeviceCode' AND id_hash = $1 AND NOT payload ?| ARRAY['accountId', 'error']`,
    [artifactHash(id), { ...decision, ...(grantId ? { grantId } : {}) }, grantId, decision.accountId ?? null],
  );
  return rowCount === 1;
}
