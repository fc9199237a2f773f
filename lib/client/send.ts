import { asLatchkeyError, errorOf, LatchkeyError } from "./error";
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
  answers: "json" | "text";
  /** Whether doing it twice is the same as doing it once. */
  repeatable: boolean;
  headers: Record<string, string>;
  signal: AbortSignal | null;
};

/** What a request was answered: its body, absent where there is none, and the tag of what it shows. */
export type Answered = { body: unknown; etag: string | null };

/**
 * Sends a request and waits where the server asks to: after a 429, a 503 or a 409 with `Retry-After` for as long as that says. A 503
 * and a lost connection are tried again only where that cannot do anything twice. Throws `LatchkeyError`.
 */
export async function send(options: SendOptions, outgoing: Outgoing): Promise<Answered> {
  const { tokens } = options;
  let renewed = false;
  for (let retries = 0; ; retries += 1) {
    const token = tokens && (await askTokens(options, outgoing, () => tokens.getToken()));
    const outcome = await attempt(options, outgoing, token);
    if ("body" in outcome) return outcome;
    if (outcome.status === 401 && token && !renewed && tokens.renew) {
      renewed = true;
      if (await askTokens(options, outgoing, async () => tokens.renew?.(token))) continue;
    }
    await pauseAfter(outcome, options, outgoing, retries);
  }
}

/** What the source of tokens answers. An exchange can be repeated: the same refresh token soon gets the same answer again. */
async function askTokens<T>(options: SendOptions, { signal }: Outgoing, ask: () => Promise<T>): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await ask();
    } catch (error) {
      // What another source throws is its owner's to read.
      if (!(error instanceof LatchkeyError)) throw error;
      await pauseAfter(error, options, { repeatable: true, signal }, retries);
    }
  }
}

async function attempt(
  { fetch: send }: SendOptions,
  { url, method, body, answers, headers, signal }: Outgoing,
  token: string | null,
): Promise<Answered | LatchkeyError> {
  let response: Response | null = null;
  try {
    response = await send(url, {
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
    if (!response.ok) return await errorOf(response);
    return { body: await bodyOf(response, answers), etag: response.headers.get("etag") };
  } catch (error) {
    if (signal?.aborted) throw error;
    return asLatchkeyError(
      error,
      response ? "The answer of the server could not be read" : "The server could not be reached",
    );
  }
}

async function bodyOf(response: Response, answers: Outgoing["answers"]): Promise<unknown> {
  if (answers === "text") return response.text();
  return response.status === 204 ? undefined : response.json();
}

/** Waits before the next try; throws the failure where another one could do something twice, or is not worth its wait. */
async function pauseAfter(
  failure: LatchkeyError,
  { maxRetries, maxWaitSeconds, wait }: SendOptions,
  { repeatable, signal }: Pick<Outgoing, "repeatable" | "signal">,
  retries: number,
): Promise<void> {
  const { status, retryAfterSeconds } = failure;
  // The same request, sent before, is still under way: its answer is the one to wait for.
  const isUnderWay = status === 409 && retryAfterSeconds !== null;
  // A 503 may come after all was done, where the count of it could not be kept.
  const mayHelp = status === 429 || isUnderWay || (repeatable && (status === 503 || status === 0));
  const asked = retryAfterSeconds ?? Math.min(2 ** retries, maxWaitSeconds);
  if (!mayHelp || retries >= maxRetries || asked > maxWaitSeconds) throw failure;
  await wait(asked * 1000, signal);
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
