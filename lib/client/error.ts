import { readErrorBody } from "@/lib/http/error-body";

/** One thing wrong with the input, with the field's name where there is one. */
export type ClientProblem = { field: string; message: string };

/** Why a call failed: what the server answered, or that it did not answer. */
export class LatchkeyError extends Error {
  override readonly name = "LatchkeyError";

  constructor(
    message: string,
    /** The HTTP status; 0 when no answer came. */
    readonly status: number,
    /** The envelope's code, such as `RATE_LIMIT_EXCEEDED` or `invalid_grant`; `NETWORK` when no answer came. */
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
    retryAfterSeconds,
    undefined,
    members,
  );
}
