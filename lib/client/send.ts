import { retryAfterOf } from "@/lib/http/error-body";
import { errorOf, LatchkeyError } from "./error";
import type { TokenSource } from "./tokens";

export type SendOptions = {
  tokens: TokenSource | null;
  fetch: typeof fetch;
  /** How often a request is tried again after a 429, a 503, a lost connection, or while the same request is under way. */
  maxRetries: number;
  /** The longest wait that is worth it, in seconds; where the server asks for more, the error comes at once. */
  maxWaitSeconds: number;
  wait: (ms: number, signal: AbortSignal | null) => Promise<void>;
};

export type Outgoing = {
  url: string;
  method: string;
  body: unknown;
  /** Whether doing it twice is the same as doing it once. */
  repeatable: boolean;
  headers: Record<string, string>;
  signal: AbortSignal | null;
};

/**
 * Sends a request and waits where the server asks to: after a 429, a 503 or a 409 with `Retry-After` for as long as that says. A lost
 * connection is tried again only where that cannot do anything twice. Throws `LatchkeyError`.
 */
export async function send(options: SendOptions, outgoing: Outgoing): Promise<Response> {
  let renewed = false;
  for (let retries = 0; ; retries += 1) {
    const token = options.tokens ? await options.tokens.getToken() : null;
    const outcome = await attempt(options, outgoing, token);
    if (outcome instanceof Response && outcome.ok) return outcome;
    if (outcome instanceof Response && outcome.status === 401 && token && !renewed && options.tokens?.renew) {
      renewed = true;
      if (await options.tokens.renew(token)) continue;
    }
    const pause = pauseAfter(outcome, outgoing, retries, options);
    if (pause === null) throw outcome instanceof Response ? await errorOf(outcome) : outcome;
    if (outcome instanceof Response) await outcome.body?.cancel();
    await options.wait(pause * 1000, outgoing.signal);
  }
}

async function attempt(
  { fetch: send }: SendOptions,
  { url, method, body, headers, signal }: Outgoing,
  token: string | null,
): Promise<Response | LatchkeyError> {
  try {
    return await send(url, {
      method,
      signal,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    return new LatchkeyError("The server could not be reached", 0, "NETWORK", [], null, null, error);
  }
}

/** Seconds to wait before the next try; null to give up. */
function pauseAfter(
  outcome: Response | LatchkeyError,
  { repeatable }: Outgoing,
  retries: number,
  { maxRetries, maxWaitSeconds }: SendOptions,
): number | null {
  if (retries >= maxRetries) return null;
  const growing = Math.min(2 ** retries, maxWaitSeconds);
  if (!(outcome instanceof Response)) return repeatable ? growing : null;
  const told = retryAfterOf(outcome);
  // The same request, sent before, is still under way: its answer is the one to wait for.
  const isUnderWay = outcome.status === 409 && told !== null;
  // The others were refused before anything was done.
  if (outcome.status !== 429 && outcome.status !== 503 && !isUnderWay) return null;
  const asked = told ?? growing;
  return asked <= maxWaitSeconds ? asked : null;
}

/** Waits, or rejects as soon as the signal aborts. */
export function waitFor(ms: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
