import { LRUCache } from "lru-cache";
import { counterIdOf } from "./counter-delta";
import { type Counters, decideOn, freshCounters } from "./limit-windows";
import type { LimitBucket, LimitDecision } from "./limiter";
import type { ServerClock } from "./server-clock";

/** At about 300 bytes each. */
const mostKnown = 50_000;
/** A state denies for so long: another process may have given something back, which is not heard of here. */
const trustMs = 1_000;

/** `keptMs` is by `performance.now()`. */
type Known = { counters: Counters; denied: boolean; keptMs: number };

/** The last states of counters that other processes count on as well: they have mostly grown since, if they changed. */
export type KnownCounters = {
  /** Keeps a state after a decision. */
  keep(id: string, counters: Counters, denied: boolean): void;
  /** Something was given back to a counter by this process. */
  drop(id: string): void;
  /** The counters are another epoch's. */
  forget(): void;
  /** A denial that the server would have made within the last second, or undefined. */
  deny(buckets: readonly LimitBucket[], cost: number): LimitDecision | undefined;
  /** What was last seen; counters that are not known count as fresh. */
  describe(buckets: readonly LimitBucket[]): LimitDecision;
};

export function createKnownCounters(time: ServerClock): KnownCounters {
  const known = new LRUCache<string, Known>({ max: mostKnown });

  /** Copies of the states of all buckets; undefined where one is not known of late, or none of them denied anything. */
  function recallDenied(buckets: readonly LimitBucket[]) {
    const recalled: { bucket: LimitBucket; counters: Counters }[] = [];
    const oldestMs = performance.now() - trustMs;
    let denied = false;
    for (const bucket of buckets) {
      const one = known.get(counterIdOf(bucket));
      if (!one || one.keptMs < oldestMs) return undefined;
      denied ||= one.denied;
      recalled.push({ bucket, counters: { ...one.counters } });
    }
    return denied ? recalled : undefined;
  }

  return {
    keep: (id, counters, denied) => void known.set(id, { counters, denied, keptMs: performance.now() }),
    drop: (id) => void known.delete(id),
    forget: () => known.clear(),
    deny(buckets, cost) {
      if (!time.isKnown()) return undefined;
      // By the latest that the server's clock can show, so that no denial lasts too long …
      const late = recallDenied(buckets);
      if (!late || decideOn(late, time.latest(), cost, false).allowed) return undefined;
      // … and told by the earliest, so that no caller comes back too early.
      const early = recallDenied(buckets);
      const decision = early && decideOn(early, time.earliest(), cost, false);
      return decision?.allowed === false ? decision : undefined;
    },
    describe(buckets) {
      const nowMs = time.earliest();
      const pairs = buckets.map((bucket) => {
        const counters = known.get(counterIdOf(bucket))?.counters;
        return { bucket, counters: counters ? { ...counters } : freshCounters(nowMs) };
      });
      return decideOn(pairs, nowMs, 1, false);
    },
  };
}
