import type { HeldCall } from "./held-call";
import type { Verdict } from "./verdict";

/** What a request has to fulfil; all of it counts for this question alone. */
export type Requirements = {
  /** Scopes of one product that the key must hold, all of them. */
  scopes?: readonly string[];
  /** What is touched, of the things that scopes such as `images:read:{album}` tell apart; without it all are asked for. */
  resource?: string;
  /** Whose limits count; by default the product of the scopes, else the one that the key is for. */
  product?: string;
  /** Without it keys for tests pass as well. */
  environment?: "production" | "development";
  /** How many requests it counts as, 1 to 1,000; as many as the endpoint says where absent, else 1. */
  cost?: number;
  /** What usage counts it under besides: up to eight, such as a model or a region. */
  tags?: readonly string[];
  /** The endpoint of the product, by its id in the catalogue, with the scope and the cost that it has. */
  endpoint?: string;
  /** Find the endpoint by the request's method and path. What none fits is refused. */
  route?: boolean;
  /** Ask for an identity token, for a service behind this one: `verdict.identity`. */
  identity?: boolean;
  /**
   * Hold one of the calls at once that the plan allows while the request runs. It is renewed as long as it does,
   * released when its response was sent or its connection closed, and free `ttlSeconds` (1 to 3,600) after this process
   * dies. Where the plan limits none, nothing is held.
   */
  hold?: { ttlSeconds: number };
};

/**
 * A request that may pass; `verdict` is null where the deployment could not be asked and `whenUnreachable` is `pass`. What it holds
 * has to be released when it is over.
 */
export type Passed = { passes: true; verdict: Verdict | null; headers: Record<string, string>; hold?: HeldCall };

/** The answer to a request that may not. */
export type Refused = {
  passes: false;
  status: 401 | 403 | 429 | 503;
  headers: Record<string, string>;
  body: { error: { code: string; message: string } };
};

export type Decision = Passed | Refused;

const badCredentials = new Set([
  "MISSING",
  "MALFORMED",
  "NOT_FOUND",
  "EXPIRED",
  "REVOKED",
  "DISABLED",
  "NOT_YET_VALID",
]);
const tooMany = new Set(["RATE_LIMITED", "QUOTA_EXCEEDED", "CREDITS_EXHAUSTED", "CONCURRENCY_EXCEEDED"]);

/** Whether a refusal is about the limits, which time alone lifts. */
export function isOverLimit({ code }: Verdict): boolean {
  return tooMany.has(code);
}

/** What a verdict means for the request: RFC 6750 for refusals, `X-RateLimit-*` and `Retry-After` for limits. */
export function decisionOf(verdict: Verdict, scopes: readonly string[]): Decision {
  const limits = limitHeaders(verdict);
  if (verdict.valid && verdict.code === "VALID") return { passes: true, verdict, headers: limits };
  if (badCredentials.has(verdict.code)) {
    return refused(401, verdict.code, verdict.message, {
      "www-authenticate": challenge("invalid_token", verdict.message),
    });
  }
  if (isOverLimit(verdict)) {
    const wait: Record<string, string> =
      verdict.retryAfter === null ? {} : { "retry-after": String(verdict.retryAfter) };
    return refused(429, verdict.code, verdict.message, { ...limits, ...wait });
  }
  // A code that this version does not know refuses as well.
  const isScope = verdict.code === "INSUFFICIENT_SCOPE";
  const told = challenge("insufficient_scope", verdict.message, scopes.join(" "));
  return refused(403, verdict.code, verdict.message, isScope ? { "www-authenticate": told } : {});
}

/** The answer to a request without a key. */
export function withoutKey(): Refused {
  return refused(401, "UNAUTHENTICATED", "Send your API key as a bearer token", { "www-authenticate": "Bearer" });
}

/** The answer where nothing could be decided: nobody passes, and trying again may help. */
export function undecided(): Refused {
  return refused(503, "UNAVAILABLE", "The key could not be checked; try again", { "retry-after": "1" });
}

function refused(status: Refused["status"], code: string, message: string, headers: Record<string, string>): Refused {
  return {
    passes: false,
    status,
    headers: { ...headers, "cache-control": "no-store" },
    body: { error: { code, message } },
  };
}

function challenge(error: string, description: string, scope = ""): string {
  const quoted = (text: string) => `"${text.replace(/[^\x20-\x7e]|["\\]/g, "")}"`;
  const parts = [`error=${quoted(error)}`, `error_description=${quoted(description)}`];
  return `Bearer ${[...parts, ...(scope === "" ? [] : [`scope=${quoted(scope)}`])].join(", ")}`;
}

/** The window that leaves the least. */
function limitHeaders({ limits }: Verdict): Record<string, string> {
  const [tightest] = [...limits].sort((one, other) => one.remaining / one.limit - other.remaining / other.limit);
  if (!tightest) return {};
  return {
    "x-ratelimit-limit": String(tightest.limit),
    "x-ratelimit-remaining": String(tightest.remaining),
    "x-ratelimit-reset": String(Math.ceil(Date.parse(tightest.resetAt) / 1000)),
    "x-ratelimit-policy": `${tightest.limit}/${tightest.window}`,
  };
}
