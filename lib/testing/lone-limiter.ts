import { createLocalLimiter } from "@/lib/access/local-limiter";
import type { Clock } from "@/lib/platform/clock";

/** A local limiter with no store behind it: every counter begins at nothing and stays in memory. */
export function createLoneLimiter(clock: Clock) {
  return createLocalLimiter(
    clock,
    { load: async (keys) => keys.map(() => null) },
    { passed: () => undefined, holds: () => true },
  );
}
