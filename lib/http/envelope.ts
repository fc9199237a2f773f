import { type EnvelopeId, envelopeOfPath } from "@/lib/access/catalogue";
import { isoTime } from "@/lib/platform/iso-time";
import { Answer } from "./answer";
import type { ApiError, ErrorKind } from "./api-error";

type Words = {
  status: number;
  /** The code in the nested envelope, and in the flat one's `errors`. */
  nested: string;
  flat: string;
  /** The flat envelope's `error` (document 004). */
  flatError: string;
  /** The flat envelope's `message` where the documents fix it; otherwise the error's own. */
  flatMessage?: string;
  /** RFC 6749 section 5.2. */
  oauth: string;
};

const permission = "You don't have permission to access this resource";
const slowDown = "Too many requests, please try again later";

const words: Record<ErrorKind, Words> = {
  unauthenticated: {
    status: 401,
    nested: "UNAUTHORIZED",
    flat: "AUTH_REQUIRED",
    flatError: "unauthorized",
    flatMessage: "Invalid or expired token",
    oauth: "invalid_client",
  },
  wrong_login: word(401, "UNAUTHORIZED", "AUTH_REQUIRED", "unauthorized", "access_denied"),
  mfa_required: word(401, "MFA_REQUIRED", "MFA_REQUIRED", "mfa_required", "access_denied"),
  reauthentication_required: word(
    403,
    "REAUTHENTICATION_REQUIRED",
    "REAUTHENTICATION_REQUIRED",
    "reauthentication_required",
    "access_denied",
  ),
  forbidden: word(403, "FORBIDDEN", "FORBIDDEN", "forbidden", "access_denied", permission),
  insufficient_scope: word(403, "FORBIDDEN", "INSUFFICIENT_SCOPE", "forbidden", "invalid_scope", permission),
  tenant_mismatch: word(403, "FORBIDDEN", "TENANT_MISMATCH", "forbidden", "access_denied", permission),
  upgrade_required: word(403, "UPGRADE_REQUIRED", "UPGRADE_REQUIRED", "forbidden", "access_denied", permission),
  validation: word(400, "VALIDATION_ERROR", "VALIDATION_ERROR", "invalid_request", "invalid_request"),
  not_found: word(404, "NOT_FOUND", "RESOURCE_NOT_FOUND", "not_found", "invalid_request"),
  method_not_allowed: word(405, "METHOD_NOT_ALLOWED", "METHOD_NOT_ALLOWED", "invalid_request", "invalid_request"),
  conflict: word(409, "CONFLICT", "DUPLICATE_RESOURCE", "conflict", "invalid_request"),
  key_reused: word(422, "IDEMPOTENCY_KEY_REUSED", "IDEMPOTENCY_KEY_REUSED", "invalid_request", "invalid_request"),
  precondition_failed: word(412, "PRECONDITION_FAILED", "PRECONDITION_FAILED", "conflict", "invalid_request"),
  payload_too_large: word(413, "PAYLOAD_TOO_LARGE", "PAYLOAD_TOO_LARGE", "invalid_request", "invalid_request"),
  unsupported_media_type: word(
    415,
    "UNSUPPORTED_MEDIA_TYPE",
    "UNSUPPORTED_MEDIA_TYPE",
    "invalid_request",
    "invalid_request",
  ),
  expectation_failed: word(417, "EXPECTATION_FAILED", "EXPECTATION_FAILED", "invalid_request", "invalid_request"),
  rate_limited: word(429, "RATE_LIMITED", "RATE_LIMIT_EXCEEDED", "rate_limited", "temporarily_unavailable", slowDown),
  quota_exceeded: word(429, "QUOTA_EXCEEDED", "QUOTA_EXCEEDED", "rate_limited", "temporarily_unavailable", slowDown),
  credits_exhausted: word(
    429,
    "CREDITS_EXHAUSTED",
    "CREDITS_EXHAUSTED",
    "rate_limited",
    "temporarily_unavailable",
    "The credits of this key are used up",
  ),
  unavailable: word(503, "UNAVAILABLE", "UNAVAILABLE", "internal", "temporarily_unavailable"),
  internal: word(500, "INTERNAL", "INTERNAL", "internal", "server_error"),
};

function word(
  status: number,
  nested: string,
  flat: string,
  flatError: string,
  oauth: string,
  flatMessage?: string,
): Words {
  return { status, nested, flat, flatError, oauth, ...(flatMessage ? { flatMessage } : {}) };
}

/** The HTTP status of a kind of error: the same in every envelope. */
export function statusOf(kind: ErrorKind): number {
  return words[kind].status;
}

/** The code of a kind of error in the envelope of a path. */
export function codeOf(kind: ErrorKind, path: string): string {
  return words[kind][envelopeOfPath(path)];
}

/** The frame of the flat envelope: what every answer under `/api/v1` says about itself. */
export function metadataOf(requestId: string, nowMs: number) {
  return { request_id: requestId, timestamp: isoTime(nowMs), version: "v1" as const };
}

type Place = { path: string; requestId: string; nowMs: number };

/** An error in the envelope of `path` (contract section 2). */
export function errorAnswer(
  error: ApiError,
  { path, requestId, nowMs }: Place,
  headers: Readonly<Record<string, string>> = {},
): Answer<string> {
  const status = statusOf(error.kind);
  const body = JSON.stringify(bodies[envelopeOfPath(path)](error, requestId, nowMs));
  const all = {
    "content-type": "application/json",
    "cache-control": "no-store",
    // RFC 9110 section 15.5.2: on every 401.
    ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
    ...headers,
    ...error.headers,
    "x-request-id": requestId,
  };
  return new Answer(status, all, body);
}

/** An error as an entry of the flat envelope's `errors`. */
export type FlatError = { code: string; message: string; field?: string };

/** What went wrong, as the flat envelope lists it; document 002 words a 401 in its own way. */
export function flatErrorsOf({ kind, message, problems }: ApiError): [FlatError, ...FlatError[]] {
  const { flat } = words[kind];
  const [first, ...others] = problems.map((problem) => ({ code: flat, message: problem.message, field: problem.path }));
  if (first) return [first, ...others];
  return [{ code: flat, message: kind === "unauthenticated" ? "Authentication required" : message }];
}

const bodies: Record<EnvelopeId, (error: ApiError, requestId: string, nowMs: number) => object> = {
  nested: ({ kind, message, problems, members }) => ({
    error: { code: words[kind].nested, message, ...(problems.length > 0 ? { details: problems } : {}) },
    ...members,
  }),
  flat: (error, requestId, nowMs) => {
    const { flatError, flatMessage } = words[error.kind];
    return {
      success: false,
      // Document 002 words a 401 and a 429 one way, document 004 another: `errors` speaks the first, `message` the second.
      errors: flatErrorsOf(error),
      error: flatError,
      message: flatMessage ?? error.message,
      ...error.members,
      metadata: metadataOf(requestId, nowMs),
    };
  },
  oauth: ({ kind, message }) => ({ error: words[kind].oauth, error_description: message }),
};
