import { type ProductId, productOf } from "@/lib/access/catalogue";
import { isCredits } from "@/lib/access/credits";
import type { LimitDecision, WindowState } from "@/lib/access/limiter";

/**
 * The limit headers of a response (contract section 1). `X-RateLimit-*` are about the product's headline window, also when
 * another denied; `X-RateLimit-Policy` says it in document 003's form (`300/minute`, `1000/month`). On 429 nothing remains,
 * and the reset is when a request can pass again. `Retry-After` is in whole seconds, rounded up. The IETF draft fields list
 * every window, and on 429 the one that denied first. Credits are told by the draft fields alone: they have no length.
 */
export function limitHeaders(decision: LimitDecision, product: ProductId): Record<string, string> {
  const windows = tightest(decision.windows);
  const denied = decision.allowed ? null : { ...decision.denied, remaining: 0 };
  const listed = denied ? [denied, ...windows.filter(({ name }) => name !== denied.name)] : windows;
  if (listed.length === 0) return {};
  const headers: Record<string, string> = {
    ...headlineHeaders(headlineOf(windows, product), denied),
    "ratelimit-policy": listed.map(policyItem).join(", "),
    ratelimit: listed.map((window) => limitItem(window, decision.atMs)).join(", "),
  };
  const seconds = retryAfterSeconds(decision);
  if (seconds !== null) {
    headers["retry-after"] = String(seconds);
    headers["x-ratelimit-retry-after"] = String(seconds);
  }
  return headers;
}

/** Where waiting does not help, the reset is the headline window's own. */
function headlineHeaders(headline: WindowState | undefined, denied: WindowState | null): Record<string, string> {
  if (!headline) return {};
  const resetAtMs = denied && Number.isFinite(denied.resetAtMs) ? denied.resetAtMs : headline.resetAtMs;
  return {
    "x-ratelimit-limit": String(headline.limit),
    "x-ratelimit-remaining": denied ? "0" : String(headline.remaining),
    "x-ratelimit-reset": String(Math.ceil(resetAtMs / 1000)),
    "x-ratelimit-policy": `${headline.limit}/${headline.name}`,
  };
}

/** Whole seconds after which a denied request passes, rounded up; null where none was denied or waiting does not help. */
export function retryAfterSeconds(decision: LimitDecision): number | null {
  if (decision.allowed || !Number.isFinite(decision.retryAfterMs)) return null;
  return Math.max(1, Math.ceil(decision.retryAfterMs / 1000));
}

function headlineOf(windows: readonly WindowState[], product: ProductId): WindowState | undefined {
  const { headline } = productOf(product);
  const own = windows.find((window) => window.name === headline);
  if (own) return own;
  // Limits without that window are told by the shortest that they have.
  const others = windows.filter((window) => !isCredits(window));
  return others.toSorted((one, other) => one.lengthSeconds - other.lengthSeconds)[0];
}

/** One window of each name: a key's own limit shows where it leaves less than the plan's. */
export function tightest(windows: readonly WindowState[]): WindowState[] {
  const byName = new Map<string, WindowState>();
  for (const window of windows) {
    const other = byName.get(window.name);
    if (!other || window.remaining < other.remaining) byName.set(window.name, window);
  }
  return [...byName.values()];
}

function policyItem(window: WindowState): string {
  const { name, limit, lengthSeconds } = window;
  return isCredits(window) ? `"${name}";q=${limit}` : `"${name}";q=${limit};w=${lengthSeconds}`;
}

function limitItem({ name, remaining, resetAtMs }: WindowState, nowMs: number): string {
  if (!Number.isFinite(resetAtMs)) return `"${name}";r=${remaining}`;
  return `"${name}";r=${remaining};t=${Math.max(0, Math.ceil((resetAtMs - nowMs) / 1000))}`;
}
