import type { VerdictCode } from "./contract";

/** What a verdict is as an HTTP status. */
export function statusOf(code: VerdictCode): 200 | 401 | 403 | 429 {
  return statuses[code];
}

const statuses: Record<VerdictCode, 200 | 401 | 403 | 429> = {
  VALID: 200,
  MISSING: 401,
  MALFORMED: 401,
  NOT_FOUND: 401,
  EXPIRED: 401,
  REVOKED: 401,
  DISABLED: 401,
  NOT_YET_VALID: 401,
  FORBIDDEN_ADDRESS: 403,
  FORBIDDEN_ORIGIN: 403,
  SECOND_FACTOR_REQUIRED: 403,
  WRONG_PRODUCT: 403,
  WRONG_ENVIRONMENT: 403,
  UNKNOWN_ENDPOINT: 403,
  INSUFFICIENT_SCOPE: 403,
  RATE_LIMITED: 429,
  QUOTA_EXCEEDED: 429,
  CREDITS_EXHAUSTED: 429,
  CONCURRENCY_EXCEEDED: 429,
};
