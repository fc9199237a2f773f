import type { Problem } from "./api-error";
import type { Contract, RequestOf, ResultOf } from "./contract";
import { contractUrl } from "./contract-url";

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

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };
type Optional<T> = { [K in keyof T as undefined extends T[K] ? (T[K] extends undefined ? never : K) : never]?: T[K] };
/** What a contract takes: the parts it declares, no others. */
export type CallInput<C extends Contract> = Present<RequestOf<C>> & Optional<RequestOf<C>>;

/** Calls one of the dashboard's endpoints with the browser's session; throws `CallError`. */
export async function call<C extends Contract>(
  contract: C,
  input: CallInput<C>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<ResultOf<C>> {
  const { params, query, body } = input as { params?: object; query?: object; body?: unknown };
  let response: Response;
  try {
    response = await fetch(contractUrl(contract.path, params, query), {
      method: contract.method,
      signal: signal ?? null,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new CallError("Latchkey could not be reached. Check your connection and try again.", 0, "NETWORK");
  }
  if (!response.ok) throw await callErrorOf(response);
  // The contract's response schema is what the handler was typed with.
  return (response.status === 204 ? undefined : await response.json()) as ResultOf<C>;
}

async function callErrorOf(response: Response): Promise<CallError> {
  const wait = response.headers.get("retry-after");
  const retryAfterSeconds = wait === null ? null : Number(wait);
  const body: unknown = await response.json().catch(() => null);
  const error = isEnvelope(body) ? body.error : { code: "UNKNOWN", message: "Something went wrong. Try again." };
  return new CallError(error.message, response.status, error.code, error.details ?? [], retryAfterSeconds);
}

type Envelope = { error: { code: string; message: string; details?: Problem[] } };

function isEnvelope(body: unknown): body is Envelope {
  return (
    typeof body === "object" &&
    body !== null &&
    "error" in body &&
    typeof body.error === "object" &&
    body.error !== null
  );
}
