import { type ProductId, productOf } from "@/lib/access/catalogue";
import type { LimitDecision, WindowState } from "@/lib/access/limiter";

/**
 * The limit headers of a response: `X-RateLimit-*` on the product's headline window, or on the one that denied;
 * `Retry-After` in whole seconds, rounded up; the IETF draft fields over every window (contract section 1).
 */
export function limitHeaders(decision: LimitDecision, product: ProductId): Record<string, string> {
  const windows = tightest(decision.windows);
  const described = decision.allowed ? headlineOf(windows, product) : decision.denied;
  if (!described) return {};
  const headers: Record<string, string> = {
    "x-ratelimit-limit": String(described.limit),
    "x-ratelimit-remaining": String(described.remaining),
    "x-ratelimit-reset": String(Math.ceil(described.resetAtMs / 1000)),
    "x-ratelimit-policy": `${described.limit}/${described.name === "burst" ? `${described.lengthSeconds}s` : described.name}`,
    "ratelimit-policy": windows.map(policyItem).join(", "),
    ratelimit: windows.map((window) => limitItem(window, decision.atMs)).join(", "),
  };
  const seconds = retryAfterSeconds(decision);
  if (seconds !== null) {
    headers["retry-after"] = String(seconds);
    headers["x-ratelimit-retry-after"] = String(seconds);
  }
  return headers;
}

/** Whole seconds after which a denied request passes, rounded up; null where none was denied or waiting does not help. */
export function retryAfterSeconds(decision: LimitDecision): number | null {
  if (decision.allowed || !Number.isFinite(decision.retryAfterMs)) return null;
  return Math.max(1, Math.ceil(decision.retryAfterMs / 1000));
}

function headlineOf(windows: readonly WindowState[], product: ProductId): WindowState | undefined {
  const { headline } = productOf(product);
  return windows.find((window) => window.name === headline) ?? windows[0];
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

function policyItem({ name, limit, lengthSeconds }: WindowState): string {
  return `"${name}";q=${limit};w=${lengthSeconds}`;
}

function limitItem({ name, remaining, resetAtMs }: WindowState, nowMs: number): string {
  return `"${name}";r=${remaining};t=${Math.max(0, Math.ceil((resetAtMs - nowMs) / 1000))}`;
}
