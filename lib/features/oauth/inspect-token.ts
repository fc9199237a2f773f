import "server-only";
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
 * Answers introspection and revocation. The library knows access tokens by their `jti`. The API's own check decides
 * whether a JWT may stand for its `jti`, so the two never disagree. A bare `jti` is no token.
 */
export async function inspectToken(request: UnreadRequest): Promise<Answer> {
  const params = new URLSearchParams(protocolText(await request.readBody()));
  const [token, ...others] = params.getAll("token");
  const context = newRequestContext();
  if (token !== undefined && others.length === 0) {
    const named = await namedBy(token);
    params.set("token", named.id);
    context.namedToken = named.model;
  }
  return answerOf(await callProvider(request, { body: params.toString(), context }));
}

async function namedBy(token: string): Promise<NamedToken> {
  if (token.startsWith(refreshTokenPrefix)) return { id: token, model: "RefreshToken" };
  const claims = readJwt(token)?.claims;
  if (claims?.iss !== runtime().settings.publicUrl) return noToken;
  const check = await runtime().directory.checkBearer(token);
  // A token that is bound to a key is no less alive for being asked about without it.
  const holds = check.ok || check.reason === "unproven";
  if (!holds || check.record?.principal.kind !== "oauth-token" || typeof claims.jti !== "string") return noToken;
  return { id: claims.jti, model: check.record.principal.userId === null ? "ClientCredentials" : "AccessToken" };
}
