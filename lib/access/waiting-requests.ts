import { counterIdOf } from "./counter-delta";
import type { LimitBucket, LimitDecision } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";

/** A request that waits for its decision; `cost` 0 asks for a description. */
export type WaitingRequest = {
  buckets: readonly LimitBucket[];
  cost: number;
  /** Names of its counters. */
  ids: readonly string[];
  /** When it is told that the limits cannot be asked; by `performance.now()`. */
  deadlineMs: number;
  /** True once it was answered, or told so. */
  settled: boolean;
  resolve: (decision: LimitDecision) => void;
  reject: (error: Error) => void;
};

/** Requests that wait for their decisions, each for a bounded time, in the order in which they came. */
export type WaitingRequests = {
  add(buckets: readonly LimitBucket[], cost: number): Promise<LimitDecision>;
  /** Whether one is to be asked. */
  isDue(): boolean;
  /** Takes those that are asked next, as far as an answer can still come in time. */
  take(most: number): WaitingRequest[];
  /** Puts back those that were not decided. */
  putBack(requests: readonly WaitingRequest[]): void;
  /** Answers one, or with null tells it that the limits cannot be asked. */
  settle(request: WaitingRequest, decision: LimitDecision | null): void;
};

/** A request that waits for longer is told that the limits cannot be asked. */
export const patienceMs = 1_500;
/** What an answer needs to come back in time. */
export const marginMs = 200;
const sweepMs = 50;
const mostWaiting = 20_000;

/** `onAdded` is called when there was nothing to ask before. */
export function createWaitingRequests(onAdded: () => void): WaitingRequests {
  const waiting = new Set<WaitingRequest>();
  let queue: WaitingRequest[] = [];
  let sweeping = false;

  function settle(request: WaitingRequest, decision: LimitDecision | null): void {
    if (request.settled) return;
    request.settled = true;
    waiting.delete(request);
    if (decision) request.resolve(decision);
    else request.reject(new LimitsUnavailable());
  }

  function sweep(): void {
    sweeping = false;
    const nowMs = performance.now();
    for (const request of waiting) if (request.deadlineMs <= nowMs) settle(request, null);
    queue = queue.filter(({ settled }) => !settled);
    startSweeping();
  }

  /** One timer for all of them. */
  function startSweeping(): void {
    if (sweeping || waiting.size === 0) return;
    sweeping = true;
    setTimeout(sweep, sweepMs).unref();
  }

  return {
    add(buckets, cost) {
      if (waiting.size >= mostWaiting) return Promise.reject(new LimitsUnavailable());
      return new Promise((resolve, reject) => {
        const deadlineMs = performance.now() + patienceMs;
        const request = { buckets, cost, ids: buckets.map(counterIdOf), deadlineMs, settled: false, resolve, reject };
        waiting.add(request);
        if (queue.push(request) === 1) onAdded();
        startSweeping();
      });
    },
    isDue: () => queue.length > 0,
    take(most) {
      const soonMs = performance.now() + marginMs;
      const taken = queue.slice(0, most).filter(({ settled, deadlineMs }) => !settled && deadlineMs > soonMs);
      queue = queue.slice(most);
      return taken;
    },
    putBack(requests) {
      queue = [...requests.filter(({ settled }) => !settled), ...queue];
    },
    settle,
  };
}
