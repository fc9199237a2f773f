import { type CounterKey, counterIdOf, keyOf } from "./counter-delta";
import { type CounterState, copyOf, decideOn, freshState } from "./limit-windows";
import type { LimitBucket, LimitDecision } from "./limiter";
import type { ServerClock } from "./server-clock";

/** Twice as many at most, at about 400 bytes each, beside those that requests wait for. */
const mostInGeneration = 25_000;
/** A state denies for so long: another process may have given something back, which is not heard of here. */
const trustMs = 1_000;

/** What the database says of a counter that Redis did not have at `askedAtMs`, by Redis's clock; null: nothing. */
export type Seed = { askedAtMs: number; counters: CounterState | null };

/** A counter that other processes count on as well: its last state, which has mostly grown since, if it changed. */
export type KnownCounter = {
  readonly id: string;
  readonly key: CounterKey;
  counters: CounterState | null;
  /** Whether the last decision from this state denied, and when that was by `performance.now()`. */
  denied: boolean;
  keptMs: number;
  /** What the next question brings along, where Redis has nothing. */
  seed: Seed | null;
  /** Requests that wait for it: none of them may find another one of the same name. */
  waiting: number;
  /** In the batch that was written last. */
  place: number;
};

/** The counters that were asked for of late, one for each name. */
export type KnownCounters = {
  of(keys: readonly CounterKey[]): KnownCounter[];
  /** The counters are another epoch's. */
  forget(): void;
  /** A denial that the server would have made within the last second, or undefined. */
  deny(buckets: readonly LimitBucket[], counters: readonly KnownCounter[], cost: number): LimitDecision | undefined;
  /** What was last seen; counters that are not known count as fresh. */
  describe(buckets: readonly LimitBucket[]): LimitDecision;
};

export function createKnownCounters(time: ServerClock): KnownCounters {
  let recent = new Map<string, KnownCounter>();
  /** Not asked for since the last change of generations. */
  let older = new Map<string, KnownCounter>();
  let most = mostInGeneration;

  function find(key: CounterKey): KnownCounter {
    const id = counterIdOf(key);
    const known = recent.get(id);
    if (known) return known;
    const found: KnownCounter = older.get(id) ?? {
      id,
      key: keyOf(key),
      counters: null,
      denied: false,
      keptMs: 0,
      seed: null,
      waiting: 0,
      place: 0,
    };
    if (recent.size >= most) changeGenerations();
    recent.set(id, found);
    return found;
  }

  function changeGenerations(): void {
    const next = new Map<string, KnownCounter>();
    for (const [id, counter] of older) if (counter.waiting > 0 && !recent.has(id)) next.set(id, counter);
    older = recent;
    recent = next;
    most = next.size + mostInGeneration;
  }

  /** Whether the states of all are known of late, and one of them denied. */
  function mayDeny(counters: readonly KnownCounter[]): boolean {
    let denied = false;
    for (const counter of counters) denied ||= counter.denied;
    if (!denied) return false;
    const oldestMs = performance.now() - trustMs;
    return counters.every(({ counters: state, keptMs }) => state !== null && keptMs >= oldestMs);
  }

  return {
    of: (keys) => keys.map(find),
    forget() {
      for (const counter of [...recent.values(), ...older.values()]) {
        Object.assign(counter, { counters: null, denied: false, seed: null });
      }
    },
    deny(buckets, counters, cost) {
      if (!mayDeny(counters) || !time.isKnown()) return undefined;
      const copies = () => counters.map(({ counters: state }) => copyOf(state as CounterState));
      // By the latest that the server's clock can show, so that no denial lasts too long …
      if (decideOn(buckets, copies(), time.latest(), cost, false).allowed) return undefined;
      // … and told by the earliest, so that no caller comes back too early.
      const decision = decideOn(buckets, copies(), time.earliest(), cost, false);
      return decision.allowed ? undefined : decision;
    },
    describe(buckets) {
      const nowMs = time.earliest();
      const states = buckets.map((bucket) => {
        const id = counterIdOf(bucket);
        const state = (recent.get(id) ?? older.get(id))?.counters;
        return state ? copyOf(state) : freshState(bucket, nowMs);
      });
      return decideOn(buckets, states, nowMs, 1, false);
    },
  };
}
