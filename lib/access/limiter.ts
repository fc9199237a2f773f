import type { AnyLimits, Environment, NamedWindow, PlanLimits, ProductId, WindowBudget } from "./catalogue";

/** Whose counter it is. */
export type CounterOwner = {
  /** Such as `org:…`, `key:…`, `session:…`, `ip:…`. */
  subject: string;
  product: ProductId;
  environment: Environment;
};

/** The counters of the windows that every plan has; its named ones are buckets of their own. */
export type PlanBucket = CounterOwner & { limits: PlanLimits; window?: undefined };

/** The counter of one named window. */
export type WindowBucket = CounterOwner & { window: NamedWindow; limits?: undefined };

/** One counter that a request is counted on: an organization's, a key's own, a session's or an address's. */
export type LimitBucket = PlanBucket | WindowBucket;

/** All buckets of an owner's limits: one where they say a rate, and one more for each named window. */
export function bucketsWith(owner: CounterOwner, limits: AnyLimits): LimitBucket[] {
  const { subject, product, environment } = owner;
  const rate: PlanBucket[] = limits.perMinute === undefined ? [] : [{ subject, product, environment, limits }];
  if (!limits.windows) return rate;
  return [...rate, ...limits.windows.map((window): WindowBucket => ({ subject, product, environment, window }))];
}

/** The windows that every plan has. */
export type WindowName = "burst" | "minute" | "day" | "month";

/** One window of one bucket after a decision. */
export type WindowState = {
  /** A `WindowName`, or a named window's own. */
  name: string;
  /** As the plan documents it. */
  limit: number;
  /** What was counted; in a minute more than `limit` where the burst is larger. */
  used: number;
  /** How many more this window lets in for sure, `limit` at most: above 0 it lets one in, at 0 none. */
  remaining: number;
  /** When the window starts anew; for `burst` and what slides, when a request can pass again or nothing is used any more. Milliseconds since the epoch. */
  resetAtMs: number;
  /** The window's length, in whole seconds. */
  lengthSeconds: number;
  /** Whose budget it is, where it is one. */
  budget?: WindowBudget;
};

/** Whether waiting for a window is a matter of days: a quota that is used up, and no rate that was too fast. */
export function isQuota({ name, lengthSeconds }: Pick<WindowState, "name" | "lengthSeconds">): boolean {
  if (name === "burst" || name === "minute") return false;
  return lengthSeconds >= 86_400;
}

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

/** Who keeps passes: told in the turn of the "yes" of buckets with the moment, in milliseconds, that they were counted at. */
export type PassKeeper = { passed(buckets: readonly LimitBucket[], cost: number, atMs: number): void };

/**
 * Decides on requests. One call is one atomic decision over all windows of all buckets: either every one is counted or none.
 * Answers at once when the counters are in memory. A back end shared by several processes implements this same interface.
 */
export type Limiter = {
  /**
   * Counts `cost` requests, a whole number, or none when any window lacks room for all (contract section 1, "What a limit
   * means"). A `keeper` stores the pass in place of the ledger.
   */
  decide(buckets: readonly LimitBucket[], cost?: number, keeper?: PassKeeper): LimitDecision | Promise<LimitDecision>;
  /** What `decide` would describe, without counting. */
  peek(buckets: readonly LimitBucket[]): LimitDecision | Promise<LimitDecision>;
  /** The same from what is in memory alone; counters that are not count as fresh. */
  glance(buckets: readonly LimitBucket[]): LimitDecision;
};
