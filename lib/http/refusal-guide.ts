import type { WindowName } from "@/lib/access/limiter";
import type { ErrorKind } from "./api-error";

/** Which window of the limits refused a request. */
export type LimitReason = `limited_${WindowName}`;

/** What only a question about somebody else's request (keys/verify, forward-auth) is refused for, by its verdict's code. */
export const judgedReasons = [
  "MISSING",
  "MALFORMED",
  "NOT_FOUND",
  "EXPIRED",
  "REVOKED",
  "DISABLED",
  "NOT_YET_VALID",
  "FORBIDDEN_ADDRESS",
  "FORBIDDEN_ORIGIN",
  "SECOND_FACTOR_REQUIRED",
  "WRONG_PRODUCT",
  "WRONG_ENVIRONMENT",
  "UNKNOWN_ENDPOINT",
  "INSUFFICIENT_SCOPE",
  "RATE_LIMITED",
  "QUOTA_EXCEEDED",
  "CREDITS_EXHAUSTED",
  "CONCURRENCY_EXCEEDED",
] as const;

/** Why a request was refused, as it is kept. */
export type RefusalReason = ErrorKind | LimitReason | (typeof judgedReasons)[number];

/** What a refusal means, and what its receiver can do. */
export type Guidance = { meaning: string; remedy: string };

const wait = "Wait for as long as Retry-After says; the client library can do that by itself.";
const slower: Guidance = {
  meaning: "Too many requests; wait for Retry-After.",
  remedy: `Send them more evenly. ${wait}`,
};
const usedUp: Guidance = {
  meaning: "The day's or month's quota is used up; wait for Retry-After.",
  remedy: "Wait for the reset that Plan and limits shows, or ask for another plan.",
};
const noCredits: Guidance = {
  meaning: "The credits of the key or of its customer do not reach for the request.",
  remedy: "Wait for the refill that Retry-After tells of, or have credits added on the key's page.",
};
const dead = "Give the program a live key; a revoked or expired one never works again.";
const scope = "Add the scope to the key under Edit, or use a key that holds it.";

const guidance: Record<RefusalReason, Guidance> = {
  unauthenticated: { meaning: "No credential, or one that is malformed, expired or revoked.", remedy: dead },
  wrong_login: {
    meaning: "The email address or the password is wrong.",
    remedy: "Sign in again or reset the password.",
  },
  mfa_required: { meaning: "The account asks for a second factor.", remedy: "Sign in with the second factor." },
  reauthentication_required: {
    meaning: "The sign-in is too old for this.",
    remedy: "Confirm who you are and try again.",
  },
  insufficient_scope: {
    meaning: "The key lacks the scope that the endpoint needs; the message names it.",
    remedy: scope,
  },
  tenant_mismatch: {
    meaning: "The request names an organization that is not the credential's own.",
    remedy: "Leave tenantId out, or send the organization's own.",
  },
  upgrade_required: { meaning: "The plan does not include this.", remedy: "Ask an owner for a plan that does." },
  forbidden: {
    meaning: "The credential may not do this: its kind, role, address or the organization's policy forbids it.",
    remedy: "Read the message; check the key's addresses and what it opens.",
  },
  validation: {
    meaning: "Something in the request is wrong; every problem is listed with its field.",
    remedy: "Mend the fields that the answer names.",
  },
  not_found: { meaning: "It does not exist, or is not yours.", remedy: "Check the identifier and the environment." },
  method_not_allowed: { meaning: "The path exists, the method does not.", remedy: "Use a method that Allow names." },
  conflict: { meaning: "The state of things does not allow it, or it exists already.", remedy: "Read it again first." },
  key_reused: {
    meaning: "The Idempotency-Key was used with another request.",
    remedy: "Draw a new key for each new request.",
  },
  precondition_failed: { meaning: "It has changed since If-Match was read.", remedy: "Read it again, then change it." },
  payload_too_large: { meaning: "The body is larger than 1 MiB.", remedy: "Send less at once." },
  unsupported_media_type: {
    meaning: "A body has to be application/json.",
    remedy: "Send Content-Type: application/json.",
  },
  expectation_failed: { meaning: "Only Expect: 100-continue can be met.", remedy: "Leave the Expect header out." },
  rate_limited: slower,
  quota_exceeded: usedUp,
  credits_exhausted: noCredits,
  limited_burst: slower,
  limited_minute: slower,
  limited_day: usedUp,
  limited_month: usedUp,
  unavailable: { meaning: "Too busy to answer; wait for Retry-After.", remedy: wait },
  internal: { meaning: "Our mistake; quote X-Request-Id.", remedy: "Try again, and tell the operator if it stays." },
  MISSING: {
    meaning: "No key came in a place that the product names.",
    remedy: "Send the key where the product's callers put it.",
  },
  MALFORMED: { meaning: "What was sent is no key of this deployment.", remedy: dead },
  NOT_FOUND: { meaning: "There is no such key.", remedy: dead },
  EXPIRED: { meaning: "The key had expired.", remedy: dead },
  REVOKED: { meaning: "The key was revoked.", remedy: dead },
  DISABLED: { meaning: "The key is switched off.", remedy: "Switch it on again on the key's page." },
  NOT_YET_VALID: {
    meaning: "The key does not count yet.",
    remedy: "Wait until its start, or set an earlier one on the key's page.",
  },
  FORBIDDEN_ORIGIN: {
    meaning: "The key may not be used from pages of this origin.",
    remedy: "Add the origin to the key's allowed origins, or call from a page of one of them.",
  },
  FORBIDDEN_ADDRESS: {
    meaning: "The key may not be used from the address that the gateway told.",
    remedy: "Add the address to the key's allow-list, or call from one that is on it.",
  },
  SECOND_FACTOR_REQUIRED: {
    meaning: "The organization asks for two-step verification, which the key's user lacks.",
    remedy: "The user sets up two-step verification in Settings.",
  },
  WRONG_PRODUCT: { meaning: "The key is for another product.", remedy: "Use a key of the product that was asked for." },
  WRONG_ENVIRONMENT: { meaning: "The key is for the other environment.", remedy: "Use a key of that environment." },
  UNKNOWN_ENDPOINT: {
    meaning: "The product has no endpoint of that method and path.",
    remedy: "Call an endpoint that the product has, or ask its provider to add it to the catalogue.",
  },
  INSUFFICIENT_SCOPE: { meaning: "The key lacks a scope that the gateway asks for.", remedy: scope },
  RATE_LIMITED: slower,
  QUOTA_EXCEEDED: usedUp,
  CREDITS_EXHAUSTED: noCredits,
  CONCURRENCY_EXCEEDED: {
    meaning: "As many calls as the plan allows at once are under way.",
    remedy: "Wait until one of them has ended, or ask for another plan.",
  },
};

/** What a reason means and what to do about it; null for an answer that came without one. */
export function guidanceOf(reason: string): Guidance | null {
  return Object.hasOwn(guidance, reason) ? guidance[reason as RefusalReason] : null;
}

/** The kind of error that a reason is answered with; null for verdicts and for what came without a reason. */
export function kindOfReason(reason: string): ErrorKind | null {
  if (reason === "limited_burst" || reason === "limited_minute") return "rate_limited";
  if (reason === "limited_day" || reason === "limited_month") return "quota_exceeded";
  const isVerdict = judgedReasons.some((judged) => judged === reason);
  return isVerdict || !Object.hasOwn(guidance, reason) ? null : (reason as ErrorKind);
}
