import type { KnownCounter } from "./known-counters";
import type { LimitBucket, LimitDecision, PassKeeper } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";

/** A request that waits for its decision; `cost` 0 asks for a description. */
export type WaitingRequest = {
  buckets: readonly LimitBucket[];
  cost: number;
  /** Where its pass is kept. */
  keeper: PassKeeper;
  /** Of its buckets, in their order. */
  counters: readonly KnownCounter[];
  /** When it is told that the limits cannot be asked; by the clock of those that wait. */
  deadlineMs: number;
  /** True once it was answered, or told so. */
  settled: boolean;
  resolve: (decision: LimitDecision) => void;
  reject: (error: Error) => void;
  /** Its neighbours among those that wait. */
  older: WaitingRequest | null;
  newer: WaitingRequest | null;
};

/** Requests that wait for their decisions, each for a bounded time, in the order in which they came. */
export type WaitingRequests = {
  add(
    buckets: readonly LimitBucket[],
    counters: readonly KnownCounter[],
    cost: number,
    keeper: PassKeeper,
  ): Promise<LimitDecision>;
  /** Whether one is to be asked. */
  isDue(): boolean;
  /** Takes those that are asked next, as far as an answer can still come in time. */
  take(most: number): WaitingRequest[];
  /** Puts back those that were not decided. */
  putBack(requests: readonly WaitingRequest[]): void;
  /** Answers one, or with null tells it that the limits cannot be asked. */
  settle(request: WaitingRequest, decision: LimitDecision | null): void;
  /** How long one still waits at most, in milliseconds of this process's own time. */
  leftMs(request: Pick<WaitingRequest, "deadlineMs">): number;
};

/** A request that waits for longer is told that the limits cannot be asked, unless answers keep coming. */
export const patienceMs = 1_500;
/** Then it waits for so long: of ten thousand at once that all have to be looked up, the last may come late. */
export const longestMs = 3_000;
/** What an answer needs to come back in time. */
export const marginMs = 200;
const sweepMs = 50;
const mostWaiting = 20_000;

export type WaitingRequestsParts = {
  /** Called when there was nothing to ask before. */
  onAdded: () => void;
  /** Whether there is a server that answers, as far as is known. */
  isAnswering: () => boolean;
};

export function createWaitingRequests({ onAdded, isAnswering }: WaitingRequestsParts): WaitingRequests {
  /** The ends of a list in the order of deadlines. What was settled leaves it at once: kept for longer it costs a lot to collect. */
  let oldest: WaitingRequest | null = null;
  let newest: WaitingRequest | null = null;
  let count = 0;
  let queue: WaitingRequest[] = [];
  /** When those that wait are looked at next; null while none waits. By `performance.now()`. */
  let sweepAtMs: number | null = null;
  /** How long this process was busy itself while they waited: answers that arrived meanwhile are still to be read. */
  let busyMs = 0;

  /** The time of this process, in which a moment that it was busy itself counts little. */
  function now(): number {
    const clockMs = performance.now();
    if (sweepAtMs !== null && clockMs > sweepAtMs + sweepMs) {
      busyMs += clockMs - sweepAtMs - sweepMs;
      sweepAtMs = clockMs - sweepMs;
    }
    return clockMs - busyMs;
  }

  function settle(request: WaitingRequest, decision: LimitDecision | null): void {
    if (request.settled) return;
    request.settled = true;
    unlink(request);
    for (const counter of request.counters) counter.waiting -= 1;
    if (decision) request.resolve(decision);
    else request.reject(new LimitsUnavailable());
  }

  function link(request: WaitingRequest): void {
    request.older = newest;
    if (newest) newest.newer = request;
    else oldest = request;
    newest = request;
    count += 1;
  }

  function unlink(request: WaitingRequest): void {
    const { older, newer } = request;
    if (older) older.newer = newer;
    else oldest = newer;
    if (newer) newer.older = older;
    else newest = older;
    request.older = null;
    request.newer = null;
    count -= 1;
  }

  function sweep(): void {
    const overMs = now() + (isAnswering() ? 0 : longestMs - patienceMs);
    sweepAtMs = null;
    while (oldest && oldest.deadlineMs <= overMs) settle(oldest, null);
    queue = queue.filter(({ settled }) => !settled);
    startSweeping();
  }

  /** One timer for all of them. */
  function startSweeping(): void {
    if (sweepAtMs !== null || !oldest) return;
    sweepAtMs = performance.now() + sweepMs;
    setTimeout(sweep, sweepMs).unref();
  }

  return {
    add(buckets, counters, cost, keeper) {
      if (count >= mostWaiting) return Promise.reject(new LimitsUnavailable());
      return new Promise((resolve, reject) => {
        const deadlineMs = now() + longestMs;
        const request: WaitingRequest = {
          buckets,
          cost,
          keeper,
          counters,
          deadlineMs,
          settled: false,
          resolve,
          reject,
          older: null,
          newer: null,
        };
        for (const counter of counters) counter.waiting += 1;
        link(request);
        if (queue.push(request) === 1) onAdded();
        startSweeping();
      });
    },
    isDue: () => queue.length > 0,
    take(most) {
      const soonMs = now() + marginMs;
      const taken = queue.slice(0, most).filter(({ settled, deadlineMs }) => !settled && deadlineMs > soonMs);
      queue = queue.slice(most);
      return taken;
    },
    putBack(requests) {
      queue = [...requests.filter(({ settled }) => !settled), ...queue];
    },
    settle,
    leftMs: ({ deadlineMs }) => deadlineMs - now(),
  };
}
