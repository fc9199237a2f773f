import type { Ledger } from "@/lib/access/ledger";
import { createLocalLimiter } from "@/lib/access/local-limiter";
import type { Clock } from "@/lib/platform/clock";

/** A local limiter with no store behind it: every counter begins at nothing and stays in memory. */
export function createLoneLimiter(clock: Clock, passed: Ledger["passed"] = () => undefined) {
  return createLocalLimiter(clock, { load: async (keys) => keys.map(() => null) }, { passed, holds: () => true });
}
