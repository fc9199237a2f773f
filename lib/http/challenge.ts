import "server-only";
import { readJwt } from "@/lib/access/session-jwt";
import { ApiError } from "./api-error";
import { readAuthorization } from "./bearer";
import type { Contract } from "./contract";
import { proofAlgorithms } from "./dpop-proof";
import type { HeaderReader } from "./header-reader";

/**
 * The same error with a challenge that fits the request, in the scheme that the credential belongs to (RFC 9449 section
 * 7.1). A 401 under `/v1` also names the address of the API's metadata (RFC 9728 section 5.1). There an agent without a
 * token finds where tokens come from. It names the scope that the endpoint needs too, so that the agent asks for no
 * more.
 */
export function withChallenge(
  error: ApiError,
  { path, headers }: { path: string; headers: HeaderReader },
  contract: Pick<Contract, "allow" | "scope"> | null,
  publicUrl: string,
): ApiError {
  const isRefusal = error.kind === "unauthenticated";
  const told = error.headers["www-authenticate"] ?? (isRefusal ? "Bearer" : null);
  if (told === null) return error;
  const scope = isRefusal && contract?.allow.includes("oauth-token") ? contract.scope : undefined;
  const [, scheme = "", given] = /^(\w+)(?: (.*))?$/.exec(told) ?? [];
  const isDpop = scheme === "DPoP" || usesDpop(headers.get("authorization"));
  const isUnderV1 = path === "/v1" || path.startsWith("/v1/");
  const params = [
    ...(given === undefined ? [] : [given]),
    ...(isDpop ? [`algs="${proofAlgorithms.join(" ")}"`] : []),
    ...(isRefusal && isUnderV1 ? [`resource_metadata="${publicUrl}/.well-known/oauth-protected-resource/v1"`] : []),
    ...(scope ? [`scope="${scope}"`] : []),
  ].join(", ");
  const challenge = [isDpop ? "DPoP" : scheme, ...(params === "" ? [] : [params])].join(" ");
  return new ApiError(error.kind, error.message, {
    problems: error.problems,
    members: error.members,
    headers: { ...error.headers, "www-authenticate": challenge },
  });
}

/**
 * Whether a credential was sent with the scheme `DPoP`, or should have been. Its token says itself that it is bound to
 * a key.
 */
function usesDpop(authorization: string | null): boolean {
  if (/^DPoP( |$)/i.test(authorization ?? "")) return true;
  const read = readAuthorization(authorization);
  const confirmation = read.sent && read.token !== null ? readJwt(read.token)?.claims.cnf : undefined;
  return typeof confirmation === "object" && confirmation !== null && "jkt" in confirmation;
}
