import type { Rejection } from "@/lib/access/credential-directory";
import { ApiError } from "./api-error";

/** What an `Authorization` header holds: no bearer token, or a text that is one when it is shaped like one. */
export type Authorization = { sent: false } | { sent: true; token: string | null };

/** Far above any token of ours, far below what would be costly to hash. */
const maxTokenLength = 4_096;

/**
 * Reads RFC 6750's `Authorization: Bearer`. Another scheme, and the scheme without a token, send no bearer token; two tokens
 * are not one. With `doubled` the scheme may stand twice: document 002's server sample puts a whole header behind it.
 */
export function readAuthorization(header: string | null, doubled = false): Authorization {
  const given = /^Bearer(?: +(.*))?$/i.exec((header ?? "").trim())?.[1] ?? "";
  const text = doubled ? given.replace(/^Bearer +/i, "") : given;
  if (text === "") return { sent: false };
  return { sent: true, token: isBearerToken(text) ? text : null };
}

/** RFC 6750's `b64token`, of a length that a token of ours may have. */
export function isBearerToken(text: string): boolean {
  return text.length <= maxTokenLength && /^[A-Za-z0-9\-._~+/]+=*$/.test(text);
}

/** 401 without a credential: RFC 6750 wants no error code then. */
export function missingToken(): ApiError {
  return new ApiError("unauthenticated", "missing bearer token", { headers: { "www-authenticate": "Bearer" } });
}

const descriptions: Record<Rejection, string> = {
  malformed: "The access token is malformed",
  unknown: "The access token is not known or was ended",
  expired: "The access token expired",
  revoked: "The access token was revoked",
  disabled: "The access token is switched off",
  unproven: "The access token needs a DPoP proof of its key",
  "other-key": "The access token is bound to another key",
  unbound: "The access token is bound to no key; send it as Bearer",
  "not-yet-valid": "The access token is not valid yet",
  "wrong-audience": "The access token is meant for another audience",
};

/** 401 for a credential that was sent and does not hold (RFC 6750 section 3.1, `invalid_token`). */
export function invalidToken(reason: Rejection): ApiError {
  return new ApiError("unauthenticated", "invalid access token", {
    headers: { "www-authenticate": `Bearer error="invalid_token", error_description="${descriptions[reason]}"` },
  });
}

/** 403 for a scope that the credential lacks (RFC 6750 section 3.1, `insufficient_scope`). */
export function insufficientScope(scope: string): ApiError {
  return new ApiError("insufficient_scope", `This endpoint needs the scope ${scope}`, {
    headers: {
      "www-authenticate": `Bearer error="insufficient_scope", error_description="The scope ${scope} is missing", scope="${scope}"`,
    },
  });
}
