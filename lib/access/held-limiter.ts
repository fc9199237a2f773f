import "server-only";
import type { Limiter } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";

/**
 * A limiter that lets nothing pass while this process does not hold its place: another one may count by now. It throws
 * LimitsUnavailable then.
 */
export function whileHeld(limiter: Limiter, isHeld: () => boolean): Limiter {
  return {
    ...limiter,
    decide(buckets, cost) {
      if (!isHeld()) throw new LimitsUnavailable();
      return limiter.decide(buckets, cost);
    },
  };
}
