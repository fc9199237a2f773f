import type { Problem } from "./api-error";

/** Why a call of the dashboard failed; `message` can be shown. */
export class CallError extends Error {
  constructor(
    message: string,
    /** The HTTP status, or 0 when no answer came. */
    readonly status: number,
    /** The envelope's code, or `NETWORK`. */
    readonly code: string,
    /** What was wrong with which field. */
    readonly problems: readonly Problem[] = [],
    /** Seconds to wait before the next try; null when the answer named none. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
  }
}

/** The code of a call that failed because its session has ended, and its user would not sign in again. */
export const sessionEnded = "SESSION_ENDED";

/** Whether no answer came, so that what was asked for may or may not have happened. */
export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof CallError && (error.status === 0 || error.status >= 500);
}
