import type { Environment, PlanLimits, ProductId } from "./catalogue";

/** One counter that a request is counted on: an organization's, a key's own, a session's or an address's. */
export type LimitBucket = {
  /** Such as `org:…`, `key:…`, `session:…`, `ip:…`. */
  subject: string;
  product: ProductId;
  environment: Environment;
  limits: PlanLimits;
};

export type WindowName = "burst" | "minute" | "day" | "month";

/** One window of one bucket after a decision. */
export type WindowState = {
  name: WindowName;
  /** As the plan documents it. */
  limit: number;
  /** What was counted; in a minute more than `limit` where the burst is larger. */
  used: number;
  /** How many more this window lets in for sure, `limit` at most: above 0 it lets one in, at 0 none. */
  remaining: number;
  /** When the window starts anew; for `burst`, when a request can pass again or the bucket is full. Milliseconds since the epoch. */
  resetAtMs: number;
  /** The window's length, in whole seconds. */
  lengthSeconds: number;
};

/** What the limiter decided on all buckets of a request together. */
export type LimitDecision =
  | { allowed: true; atMs: number; windows: WindowState[] }
  | {
      allowed: false;
      atMs: number;
      windows: WindowState[];
      /** The window that keeps the request out the longest. */
      denied: WindowState;
      /** After this many milliseconds every window has room again; never too early. Infinity: the cost is more than one of them ever holds. */
      retryAfterMs: number;
    };

/**
 * Decides on requests. One call is one atomic decision over all windows of all buckets: either every one is counted or none.
 * Answers at once when the counters are in memory. A back end shared by several processes implements this same interface.
 */
export type Limiter = {
  /** Counts `cost` requests, a whole number, or none when any window lacks room for all (contract section 1, "What a limit means"). */
  decide(buckets: readonly LimitBucket[], cost?: number): LimitDecision | Promise<LimitDecision>;
  /** What `decide` would describe, without counting. */
  peek(buckets: readonly LimitBucket[]): LimitDecision | Promise<LimitDecision>;
  /** The same from what is in memory alone; counters that are not count as fresh. */
  glance(buckets: readonly LimitBucket[]): LimitDecision;
};
