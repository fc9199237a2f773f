import type { ErrorMembers } from "./error-members";

/** What went wrong, in the words of this product; each path's envelope has its own (contract section 2). */
export type ErrorKind =
  | "unauthenticated"
  | "wrong_login"
  | "mfa_required"
  | "forbidden"
  | "reauthentication_required"
  | "insufficient_scope"
  | "tenant_mismatch"
  | "upgrade_required"
  | "validation"
  | "not_found"
  | "method_not_allowed"
  | "conflict"
  | "key_reused"
  | "precondition_failed"
  | "payload_too_large"
  | "unsupported_media_type"
  | "expectation_failed"
  | "rate_limited"
  | "quota_exceeded"
  | "credits_exhausted"
  | "unavailable"
  | "internal";

/** One thing wrong with the input; `path` names the field with dots, or is empty for the whole. */
export type Problem = { path: string; message: string };

type Details = {
  problems?: readonly Problem[];
  /** Members beside the error in the body, for what a program needs to go on. */
  members?: ErrorMembers;
  headers?: Readonly<Record<string, string>>;
};

/** Thrown by domain functions and the gate; answered in the path's envelope. The message is shown to the caller. */
export class ApiError extends Error {
  readonly kind: ErrorKind;
  readonly problems: readonly Problem[];
  readonly members: Readonly<ErrorMembers>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: ErrorKind, message?: string, { problems = [], members = {}, headers = {} }: Details = {}) {
    super(message ?? defaultMessages[kind]);
    this.kind = kind;
    this.problems = problems;
    this.members = members;
    this.headers = headers;
  }
}

/** A validation error of one field. */
export function invalidField(path: string, message: string): ApiError {
  return new ApiError("validation", `${path}: ${message}`, { problems: [{ path, message }] });
}

/** The caller named a tenant that is not theirs (document 002's TENANT_MISMATCH). */
export function tenantMismatch(): ApiError {
  return new ApiError("tenant_mismatch");
}

const defaultMessages: Record<ErrorKind, string> = {
  unauthenticated: "invalid access token",
  wrong_login: "Invalid email or password",
  mfa_required: "This account asks for a second factor",
  reauthentication_required: "Confirm that it is you: you signed in more than ten minutes ago",
  forbidden: "You don't have permission to access this resource",
  insufficient_scope: "The credential lacks a scope that this endpoint needs",
  tenant_mismatch: "Resource belongs to different tenant",
  upgrade_required: "Your plan does not include this; see /pricing",
  validation: "The request is not valid",
  not_found: "Resource not found",
  method_not_allowed: "This method is not allowed here",
  conflict: "The resource already exists",
  key_reused: "This Idempotency-Key was used with another request",
  precondition_failed: "The resource has changed since; fetch it again",
  payload_too_large: "The request body is larger than 1 MiB",
  unsupported_media_type: "Send the body as application/json",
  expectation_failed: "Only Expect: 100-continue can be met",
  rate_limited: "Too many requests",
  quota_exceeded: "The quota of this plan is used up",
  credits_exhausted: "The credits of this key are used up",
  unavailable: "The service cannot answer right now; try again",
  internal: "Something went wrong on our side",
};
