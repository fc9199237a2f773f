import "server-only";
import type { CredentialCheck } from "@/lib/access/credential-directory";
import { lacksFactor } from "@/lib/access/policy-rules";
import { runtime } from "@/lib/access/runtime";
import { readJwt } from "@/lib/access/session-jwt";
import type { Answer } from "@/lib/http/answer";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { answerOf, callProvider, protocolText } from "./call-provider";
import { refreshTokenPrefix } from "./models";
import { newRequestContext, type TokenModel } from "./request-context";

type NamedToken = { id: string; model: TokenModel | "none" };

/** Stands for a token that holds no more: the library answers as to one that never was. */
const noToken: NamedToken = { id: "ended", model: "none" };

/**
 * Answers introspection (RFC 7662) and revocation (RFC 7009). The library knows access tokens by their `jti`. The API's own
 * check decides whether a JWT may stand for its `jti`, so the two never disagree. A bare `jti` is no token.
 */
export async function inspectToken(request: UnreadRequest, question: "introspection" | "revocation"): Promise<Answer> {
  const params = new URLSearchParams(protocolText(await request.readBody()));
  const [token, ...others] = params.getAll("token");
  const context = newRequestContext();
  if (token !== undefined && others.length === 0) {
    const named = await namedBy(token, question);
    params.set("token", named.id);
    context.namedToken = named.model;
  }
  return answerOf(await callProvider(request, { body: params.toString(), context }));
}

async function namedBy(token: string, question: "introspection" | "revocation"): Promise<NamedToken> {
  if (token.startsWith(refreshTokenPrefix)) return { id: token, model: "RefreshToken" };
  const claims = readJwt(token)?.claims;
  if (claims?.iss !== runtime().settings.publicUrl) return noToken;
  const check = await runtime().directory.checkBearer(token);
  if (check.record?.principal.kind !== "oauth-token" || typeof claims.jti !== "string" || !holds(check)) return noToken;
  // What an organization's policy stops for a while is active for no resource server, and can still be revoked.
  if (question === "introspection" && lacksFactor(check.record, runtime().clock.now())) return noToken;
  return { id: claims.jti, model: check.record.principal.userId === null ? "ClientCredentials" : "AccessToken" };
}

/** A token that is bound to a key is no less alive for being asked about without it. */
function holds(check: CredentialCheck): boolean {
  return check.ok || check.reason === "unproven";
}
