import "server-only";
import type { Limiter } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";

/**
 * A limiter that lets nothing pass while this process may not count: another one may do so by now, or what it counts cannot
 * be kept. It throws LimitsUnavailable then.
 */
export function whileHeld(limiter: Limiter, mayCount: () => boolean): Limiter {
  return {
    ...limiter,
    decide(buckets, cost) {
      if (!mayCount()) throw new LimitsUnavailable();
      return limiter.decide(buckets, cost);
    },
  };
}
