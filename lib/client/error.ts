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
  ) {
    super(message, { cause });
  }
}

/** Reads any of the documented error bodies: nested, flat, and RFC 6749's. */
export async function errorOf(response: Response): Promise<LatchkeyError> {
  const body = objectOf(await response.json().catch(() => null));
  const { code, message, problems } = readBody(body, response.status);
  return new LatchkeyError(
    message,
    response.status,
    code,
    problems,
    response.headers.get("x-request-id"),
    retryAfterOf(response),
  );
}

/** Seconds that an answer asks to wait, or null. */
export function retryAfterOf({ headers }: Response): number | null {
  const text = headers.get("retry-after") ?? headers.get("x-ratelimit-retry-after");
  const seconds = Number(text);
  return text !== null && Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

type Read = { code: string; message: string; problems: ClientProblem[] };

function readBody(body: Fields, status: number): Read {
  const flat = listOf(body.errors);
  const [first] = flat;
  if (first) {
    const problems = flat.flatMap(({ field, message }) =>
      field ? [{ field: text(field), message: text(message) }] : [],
    );
    return { code: text(first.code), message: text(first.message), problems };
  }
  if (typeof body.error === "object") {
    const { code, message, details } = objectOf(body.error);
    const problems = listOf(details).map((detail) => ({ field: text(detail.path), message: text(detail.message) }));
    return { code: text(code), message: text(message), problems };
  }
  const fallback = `The server answered ${status}`;
  return { code: text(body.error ?? "UNKNOWN"), message: text(body.error_description ?? fallback), problems: [] };
}

type Fields = Record<string, unknown>;

function objectOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : String(value ?? "");
}
