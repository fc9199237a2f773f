import { readErrorBody } from "@/lib/http/error-body";

/** One thing wrong with the input, with the field's name where there is one. */
export type ClientProblem = { field: string; message: string };

/** Why a call failed: what the server answered, or that it did not answer. */
export class LatchkeyError extends Error {
  override readonly name = "LatchkeyError";

  constructor(
    message: string,
    /** The HTTP status; 0 when no answer came that can be read. */
    readonly status: number,
    /** The envelope's code, such as `RATE_LIMIT_EXCEEDED` or `invalid_grant`; `NETWORK` when no answer came that can be read. */
    readonly code: string,
    readonly problems: readonly ClientProblem[] = [],
    /** To name when asking for support. */
    readonly requestId: string | null = null,
    /** Seconds that the server asked to wait; null when it named none. */
    readonly retryAfterSeconds: number | null = null,
    cause?: unknown,
    /** What a program needs to go on, such as `mfa_token` beside `MFA_REQUIRED`. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message, { cause });
  }
}

/** What a failed answer says, as the error to throw. */
export async function errorOf(response: Response): Promise<LatchkeyError> {
  const { code, message, problems, retryAfterSeconds, members } = await readErrorBody(response);
  return new LatchkeyError(
    message ?? `The server answered ${response.status}`,
    response.status,
    code,
    problems.map(({ path, message }) => ({ field: path, message })),
    response.headers.get("x-request-id"),
    retryAfterSeconds ?? secondsUntilDate(response),
    undefined,
    members,
  );
}

/** What was thrown, as the error to throw: where no answer told it, none came that can be read. */
export function asLatchkeyError(thrown: unknown, message: string): LatchkeyError {
  return thrown instanceof LatchkeyError ? thrown : new LatchkeyError(message, 0, "NETWORK", [], null, null, thrown);
}

/** Seconds until the date that a proxy may name to wait for (RFC 9110 section 10.2.3), by its own clock where it tells that; null without one. */
function secondsUntilDate({ headers }: Response): number | null {
  const date = headers.get("retry-after");
  if (!date?.endsWith("GMT")) return null;
  const seconds = Math.ceil((Date.parse(date) - (Date.parse(headers.get("date") ?? "") || Date.now())) / 1000);
  return Number.isNaN(seconds) ? null : Math.max(seconds, 0);
}
