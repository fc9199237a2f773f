import "server-only";
import { runtime } from "@/lib/access/runtime";
import { readJwt } from "@/lib/access/session-jwt";
import type { Admission } from "@/lib/http/gate";
import { callProvider, readProtocolBody, responseOf } from "./call-provider";
import { refreshTokenPrefix } from "./models";

/** Stands for a token that holds no more: the library answers as to one that never was. */
const noToken = "ended";

/**
 * Answers introspection and revocation. The library knows access tokens by their `jti`; whether a JWT may stand for its
 * `jti` is decided by the check that the API itself makes, so the two never disagree. A bare `jti` is no token.
 */
export async function inspectToken(request: Request, admission: Admission): Promise<Response> {
  const params = new URLSearchParams(await readProtocolBody(request));
  const tokens = params.getAll("token");
  const [token] = tokens;
  if (tokens.length === 1 && token !== undefined && !token.startsWith(refreshTokenPrefix)) {
    params.set("token", await identifierOf(token));
  }
  return responseOf(await callProvider(request, admission, { body: params.toString() }));
}

async function identifierOf(token: string): Promise<string> {
  const claims = readJwt(token)?.claims;
  if (claims?.iss !== runtime().settings.publicUrl) return noToken;
  const check = await runtime().directory.checkBearer(token);
  // A token that is bound to a key is no less alive for being asked about without it.
  const holds = check.ok || check.reason === "unproven";
  if (!holds || check.record?.principal.kind !== "oauth-token") return noToken;
  return typeof claims.jti === "string" ? claims.jti : noToken;
}
