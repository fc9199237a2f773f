import type { Problem } from "./api-error";

/** What an answer says of a failure, in each documented body. */
export type ErrorBody = {
  /** The envelope's code, such as `RATE_LIMIT_EXCEEDED` or `invalid_grant`; `UNKNOWN` where there is none. */
  code: string;
  /** Null where the body says nothing that can be shown. */
  message: string | null;
  /** What is wrong with which field. */
  problems: Problem[];
  /** Seconds that the server asks to wait; null when it names none. */
  retryAfterSeconds: number | null;
  /** What a program needs to go on, beside the error: the ways to confirm, the token of a second step. */
  members: Readonly<Record<string, unknown>>;
};

/** Reads a failed answer: the nested envelope, the flat one, RFC 6749's, or none of them (contract section 2). */
export async function readErrorBody(response: Response): Promise<ErrorBody> {
  const body = fieldsOf(await response.json().catch(() => null));
  const { error: _error, errors: _errors, ...members } = body;
  return { ...readBody(body), retryAfterSeconds: retryAfterOf(response), members };
}

/** Seconds that an answer asks to wait, or null. */
function retryAfterOf({ headers }: Response): number | null {
  const text = headers.get("retry-after") ?? headers.get("x-ratelimit-retry-after");
  const seconds = Number(text);
  return text !== null && Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

function readBody(body: Fields): Omit<ErrorBody, "retryAfterSeconds" | "members"> {
  const flat = listOf(body.errors);
  const [first] = flat;
  if (first) {
    const problems = flat.flatMap(({ field, message }) => (field ? [problemOf(field, message)] : []));
    return { code: codeOf(first.code), message: textOf(first.message), problems };
  }
  if (typeof body.error === "object") {
    const { code, message, details } = fieldsOf(body.error);
    const problems = listOf(details).map((detail) => problemOf(detail.path, detail.message));
    return { code: codeOf(code), message: textOf(message), problems };
  }
  return { code: codeOf(body.error), message: textOf(body.error_description), problems: [] };
}

type Fields = Record<string, unknown>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function problemOf(path: unknown, message: unknown): Problem {
  return { path: textOf(path) ?? "", message: textOf(message) ?? "is not valid" };
}

function codeOf(value: unknown): string {
  return textOf(value) ?? "UNKNOWN";
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
