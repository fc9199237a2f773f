import { CallError, isOutcomeUnknown, sessionEnded } from "./call-error";
import { type Contract, isCreating, type RequestOf, type ResultOf } from "./contract";
import { contractUrl } from "./contract-url";
import { pathForDashboard } from "./dashboard-contract";
import { readErrorBody } from "./error-body";
import { readerHeader } from "./reader-header";
import { repeatableKey } from "./repeatable-key";

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };
type Optional<T> = { [K in keyof T as undefined extends T[K] ? (T[K] extends undefined ? never : K) : never]?: T[K] };
/** What a contract takes: the parts it declares, no others. */
export type CallInput<C extends Contract> = Present<RequestOf<C>> & Optional<RequestOf<C>>;

/** `ifMatch` is the tag of what is to be changed: it is refused with 412 once that is not the same any more. */
type CallOptions = { signal?: AbortSignal; ifMatch?: string | null };

/**
 * Calls one of the dashboard's endpoints with the browser's session; throws `CallError`. Creating requests are sent
 * with an `Idempotency-Key` that outlives a lost answer. So trying again gives what the first try made.
 */
export async function call<C extends Contract>(
  contract: C,
  input: CallInput<C>,
  options: CallOptions = {},
): Promise<ResultOf<C>> {
  const { url, request } = requestFor(contract, input, options);
  // The contract's response schema is what the handler was typed with.
  if (isCreating(contract)) return (await createOnce(url, request)) as ResultOf<C>;
  const { result } = await answerTo(url, request);
  // Something else has been done since: the next creation is meant as a new one.
  if (contract.method !== "GET" && !contract.readsOnly) repeatableKey.forgetAll();
  return result as ResultOf<C>;
}

/** Reads something with the tag on which a change of it rests (`ifMatch`); throws `CallError`. */
export async function readTagged<C extends Contract>(
  contract: C,
  input: CallInput<C>,
): Promise<{ result: ResultOf<C>; tag: string | null }> {
  const { url, request } = requestFor(contract, input, {});
  const { result, tag } = await answerTo(url, request);
  return { result: result as ResultOf<C>, tag };
}

function requestFor<C extends Contract>(contract: C, input: CallInput<C>, { signal, ifMatch }: CallOptions) {
  const { params, query, body } = input as { params?: object; query?: object; body?: unknown };
  const request: RequestInit = {
    method: contract.method,
    signal: signal ?? null,
    headers: {
      ...ofReader,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(ifMatch ? { "if-match": ifMatch } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return { url: contractUrl(pathForDashboard(contract), params, query), request };
}

/** How often an earlier try that is still under way is waited for, each time for the second that the server asks for. */
const mostWaits = 10;

async function createOnce(url: string, request: RequestInit): Promise<unknown> {
  // Held through all waits: an answer that comes to a twin of this call meanwhile, as after a double click, is this one's as well.
  let key = repeatableKey.of(url);
  for (let waits = 0; ; ) {
    const headers = { ...request.headers, "idempotency-key": key };
    try {
      const { result } = await answerTo(url, { ...request, headers });
      repeatableKey.forget(url, key);
      return result;
    } catch (error) {
      if (!(error instanceof CallError) || isOutcomeUnknown(error)) throw error;
      if (error.status === 409 && error.retryAfterSeconds !== null && waits < mostWaits) {
        waits += 1;
        await new Promise((resolve) => setTimeout(resolve, (error.retryAfterSeconds ?? 1) * 1000));
        continue;
      }
      repeatableKey.forget(url, key);
      if (error.code !== "IDEMPOTENCY_KEY_REUSED") throw error;
      // The try before was about something else: this one is new.
      key = repeatableKey.of(url);
    }
  }
}

let ofReader: Record<string, string> = {};

/** From now on every call says who reads this page, and is refused once the session is another's. Returns what takes that back. */
export function readAs(whose: string): () => void {
  ofReader = { [readerHeader]: whose };
  return () => {
    ofReader = {};
  };
}

/** Lets the user prove again who they are, by one of the ways named; false where they would not. */
export type Confirming = (methods: unknown) => Promise<boolean>;

let confirming: Confirming | null = null;

/** Sets who asks the user to prove again who they are, for every call that is refused for it. Returns what takes that back. */
export function confirmWith(ask: Confirming): () => void {
  confirming = ask;
  return () => {
    if (confirming === ask) confirming = null;
  };
}

/**
 * Lets a user whose session has ended sign in again: whether they did, and null where nothing would be lost by leading them to
 * the sign-in page. `isChange` is false for what only reads. It hears of every other `refusal` too, for which there is nothing to renew
 * (null), and with `isMoved` that the session is of another reader than the page.
 */
export type Renewing = (isChange: boolean, refusal?: CallError, isMoved?: boolean) => Promise<boolean | null>;

let renewing: Renewing | null = null;

/** Sets who asks the user to sign in again, for every call that finds the session ended. Returns what takes that back. */
export function renewWith(ask: Renewing): () => void {
  renewing = ask;
  return () => {
    if (renewing === ask) renewing = null;
  };
}

let heldBackBecause: string | null = null;

/**
 * From now on every call of this page fails with these words, and nothing is sent: the browser's session is of somebody else than the
 * page. A sign-in beside that mends it takes that back, with null.
 */
export function holdBackCalls(because: string | null): void {
  heldBackBecause = because;
}

let goAhead: Promise<void> | undefined;

/**
 * From now on this page sends its calls only once `moment` has come. A page that ends its own session and is left lets them wait for ever:
 * their refusal would be told as news, or lead elsewhere.
 */
export function sendCallsAfter(moment: Promise<void>): void {
  goAhead = moment;
}

/** Throws where calls are held back, unless a sign-in beside takes that back. */
async function requireOwnSession(isChange: boolean): Promise<void> {
  await goAhead;
  if (heldBackBecause === null) return;
  await renewing?.(isChange);
  if (heldBackBecause !== null) throw new CallError(heldBackBecause, 401, sessionEnded);
}

/**
 * The body of an answer and its tag. One that breaks off in the middle is as good as none. What asks who is there, or for
 * another session, is sent again once it has that.
 */
async function answerTo(url: string, request: RequestInit): Promise<{ result: unknown; tag: string | null }> {
  await requireOwnSession(request.method !== "GET");
  try {
    const response = await fetch(url, request);
    if (!response.ok) {
      const { error, members } = await failureOf(response);
      const renewed = await renewing?.(request.method !== "GET", error, response.headers.has(readerHeader));
      if (renewed === true) return await answerTo(url, request);
      if (renewed === false) throw new CallError(notRenewed, error.status, sessionEnded);
      if (error.code !== reauthenticationRequired || !confirming) throw error;
      if (!(await confirming(members.methods))) throw new CallError(notConfirmed, error.status, error.code);
      return await answerTo(url, request);
    }
    const result: unknown = response.status === 204 ? undefined : await response.json();
    return { result, tag: response.headers.get("etag") };
  } catch (error) {
    if (error instanceof CallError || request.signal?.aborted) throw error;
    throw new CallError("The server could not be reached. Check your connection and try again.", 0, "NETWORK");
  }
}

const reauthenticationRequired = "REAUTHENTICATION_REQUIRED";
const notRenewed = "Your session has ended, so nothing was sent. Sign in again to go on.";
const notConfirmed = "Nothing was done: you did not confirm that it is you.";

async function failureOf(
  response: Response,
): Promise<{ error: CallError; members: Readonly<Record<string, unknown>> }> {
  const { code, message, problems, retryAfterSeconds, members } = await readErrorBody(response);
  const words = message ?? (response.status === 503 ? "The server is busy." : "Something went wrong. Try again.");
  return { error: new CallError(words, response.status, code, problems, retryAfterSeconds), members };
}
