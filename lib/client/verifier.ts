import { type Decision, decisionOf, isOverLimit, type Requirements, undecided, withoutKey } from "./decision";
import { asLatchkeyError, errorOf, type LatchkeyError } from "./error";
import { byTimer, keepHeld } from "./held-call";
import { reach, type Sent } from "./reach";
import type { Verdict } from "./verdict";
import { type CacheOptions, createVerdictCache, withLeft } from "./verdict-cache";

export type VerifierOptions = {
  /** The deployment, such as `https://access.example.com`. */
  baseUrl: string;
  /** The key of a trusted service (`lk_svc_…`), or one that asks about keys of its own organization. */
  apiKey: string;
  /** The header that callers send their key in; `authorization`, as a bearer token, where absent. */
  header?: string;
  /**
   * In place of `header`. The deployment finds the key where the catalogue says that the product's callers put it, in
   * these headers (lower case), or in the path's query as well. Requirements name the product or scopes of it then.
   */
  keysIn?: { headers: readonly string[]; query?: boolean };
  /** Off where absent: then every request asks, and a revoked key is refused from its next request on. */
  cache?: CacheOptions;
  /**
   * What happens to a request with a key while the deployment cannot be reached: `refuse` answers 503 and is what counts
   * where absent; `pass` lets it through unchecked and uncounted.
   */
  whenUnreachable?: "refuse" | "pass";
  /** How long a question may take, in milliseconds; 2,000 where absent. */
  timeoutMs?: number;
  /** Told each question that got no verdict. */
  onProblem?: (error: LatchkeyError) => void;
  fetch?: typeof fetch;
  /** The time, in milliseconds since the epoch. */
  now?: () => number;
  /** Does work every so many milliseconds, and answers what stops that; the runtime's own timers where absent. */
  every?: (ms: number, work: () => void) => () => void;
};

/** A request as a verifier looks at it. */
export type Seen = {
  /** A header's value by its lower-case name. */
  header: (name: string) => string | null | undefined;
  method?: string | undefined;
  /** Path and query as they were sent. */
  uri?: string | undefined;
  /** The caller's address; a key that is bound to addresses is refused without one. */
  ip?: string | undefined;
};

export type Verifier = {
  /** Decides whether a request may pass, and counts it on the limits of its key. Never throws. */
  decide(seen: Seen, requirements?: Requirements): Promise<Decision>;
};

type Question = Omit<Requirements, "route" | "hold"> & {
  hold?: { ttl_seconds: number };
  key?: string;
  headers?: Record<string, string>;
  method?: string;
  path?: string;
  ip?: string;
  origin?: string;
};

/** Whether the deployment, and not the asking itself, is to blame. */
const isUnreachable = ({ status }: LatchkeyError) => status === 0 || status >= 500;

/**
 * A verifier of the keys that callers send to one's own API: it asks a deployment (`POST /api/v1/keys/verify`). What got
 * no verdict is refused, unless `whenUnreachable` says otherwise; a service key that counts no more refuses in any case.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const { whenUnreachable = "refuse", now = Date.now, every = byTimer } = options;
  const send = async (...asked: Sent) => reach(options, ...asked).catch((thrown) => Promise.reject(asProblem(thrown)));
  const cache = options.cache && createVerdictCache(options.cache, now);
  const askOnce = (question: Question) => ask(options, question);
  /** Questions under way, whose answer or failure serves the same ones, too. */
  const underWay = new Map<string, Promise<unknown>>();

  async function askThroughCache(question: Question): Promise<Verdict> {
    // What one request holds is no other's.
    if (!cache || question.hold) return askOnce(question);
    const digest = await digestOf(question);
    const { cost = 1 } = question;
    // What an endpoint costs is the catalogue's to say: nothing is counted ahead that is not known here.
    const isCostKnown = question.cost !== undefined || (question.endpoint ?? question.method) === undefined;
    const ahead = isCostKnown ? cache.aheadOf(cost) : 1;
    for (let waited = false; ; waited = true) {
      const known = cache.take(digest);
      if (known) return known;
      const pending = underWay.get(digest);
      // What is counted for one request alone serves no other: those ask side by side.
      if (!pending || (waited && ahead === 1)) break;
      await pending;
    }
    const asking = (async () => {
      const many = await askOnce(isCostKnown ? { ...question, cost: cost * ahead } : question);
      // The limit may hold one request more where it does not hold that many.
      const isTooMany = ahead > 1 && isOverLimit(many);
      const verdict = isTooMany ? await askOnce(question) : many;
      const counted = isTooMany ? 1 : ahead;
      cache.keep(digest, verdict, cost, counted);
      return verdict.valid ? withLeft(verdict, (counted - 1) * cost) : verdict;
    })();
    underWay.set(digest, asking);
    return asking.finally(() => underWay.get(digest) === asking && underWay.delete(digest));
  }

  return {
    async decide(seen, requirements = {}) {
      const question = questionOf(seen, requirements, options);
      if (question === null) return withoutKey();
      try {
        const verdict = await askThroughCache(question);
        const decision = decisionOf(verdict, requirements.scopes ?? []);
        if (!decision.passes || !verdict.hold || !requirements.hold) return decision;
        const held = { id: verdict.hold.id, ttlSeconds: requirements.hold.ttlSeconds };
        return { ...decision, hold: keepHeld(held, { send, tell: (error) => tell(options.onProblem, error), every }) };
      } catch (thrown) {
        const error = asProblem(thrown);
        tell(options.onProblem, error);
        if (whenUnreachable === "pass" && isUnreachable(error)) return { passes: true, verdict: null, headers: {} };
        return undecided();
      }
    },
  };
}

/** What is told of a problem must not become one: the request is decided in any case. */
function tell(onProblem: VerifierOptions["onProblem"], error: LatchkeyError): void {
  try {
    onProblem?.(error);
  } catch {
    // It is the listener's own.
  }
}

/** The origin of the page that a browser's request comes from; a longer one than any is left out, and refused where one is asked for. */
function originOf({ header }: Seen): { origin?: string } {
  const origin = header("origin");
  return origin && origin.length <= 300 ? { origin } : {};
}

/** What is asked about a request; null where it has no key. */
function questionOf(
  seen: Seen,
  { route = false, hold, ...requirements }: Requirements,
  { header = "authorization", keysIn }: VerifierOptions,
): Question | null {
  const shown = keysIn ? placesOf(seen, keysIn) : keyAlone(keyIn(seen.header(header), header));
  if (shown === null) return null;
  const { ip, method = "", uri = "" } = seen;
  return {
    ...requirements,
    ...shown,
    ...(route ? { method, path: uri } : {}),
    ...(hold ? { hold: { ttl_seconds: hold.ttlSeconds } } : {}),
    ...(ip === undefined ? {} : { ip }),
    ...originOf(seen),
  };
}

const keyAlone = (key: string | null) => (key === null ? null : { key });

function placesOf({ header, uri }: Seen, { headers, query = false }: NonNullable<VerifierOptions["keysIn"]>) {
  const sent = headers.flatMap((name) => {
    const value = header(name);
    return value ? [[name, value] as const] : [];
  });
  const path = query && uri?.includes("?") ? uri : undefined;
  if (sent.length === 0 && path === undefined) return null;
  return { headers: Object.fromEntries(sent), ...(path === undefined ? {} : { path }) };
}

function keyIn(value: string | null | undefined, header: string): string | null {
  const text = (value ?? "").trim();
  if (header !== "authorization") return text === "" ? null : text;
  return /^bearer +(\S+)$/i.exec(text)?.[1] ?? null;
}

async function ask(options: VerifierOptions, question: Question): Promise<Verdict> {
  const response = await reach(options, "POST", "/api/v1/keys/verify", question);
  if (response.status !== 200) throw await errorOf(response);
  const { data } = (await response.json()) as { data?: Verdict };
  if (typeof data?.valid !== "boolean" || !Array.isArray(data.limits)) throw new TypeError("the answer is no verdict");
  return data;
}

const asProblem = (thrown: unknown) => asLatchkeyError(thrown, "The deployment gave no verdict");

/** Names a question without its key, so that no key stays in memory. */
async function digestOf({ scopes = [], ...question }: Question): Promise<string> {
  const members = Object.entries({ ...question, scopes: [...scopes].sort() }).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(members)));
  return String.fromCharCode(...new Uint8Array(digest));
}
