import "server-only";
import type { Clock } from "@/lib/platform/clock";
import { answerLimitMs, type RedisLink, RedisRefusal } from "@/lib/platform/redis-link";
import type { CounterKey } from "./counter-delta";
import type { CounterStore } from "./counter-store";
import { type Batch as AskedBatch, readAnswer, writeBatch } from "./decision-batch";
import { decisionScript, refusals, type Verdict } from "./decision-script";
import { createKnownCounters, type KnownCounter } from "./known-counters";
import type { Ledger } from "./ledger";
import { type CounterState, copyOf, decideOn } from "./limit-windows";
import type { LimitBucket, PassKeeper } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";
import type { CorrectableLimiter } from "./live-counts";
import { notePass } from "./note-pass";
import { createServerClock } from "./server-clock";
import { createWaitingRequests, longestMs, marginMs, patienceMs, type WaitingRequest } from "./waiting-requests";

/** The limiter of any number of processes: every request that passes was counted by one script in Redis. */
export type RedisLimiter = CorrectableLimiter & {
  /** Asks under this epoch from now on, and this run of the server alone: another one has older counters or none. */
  open(epoch: string, server: { runId: string }): void;
  /** Asks nothing more until it is opened again. Resolves when the ledger knows of every pass that anybody got. */
  close(): Promise<void>;
};

export type RedisLimiterParts = {
  link: RedisLink;
  store: Pick<CounterStore, "load">;
  ledger: Pick<Ledger, "passed">;
  /** What all keys of this deployment begin with. */
  prefix: string;
  /** Names this process among those that ask; a new one for each start. */
  processId: string;
  /** Asked in the turn of every pass; false where others may go on without this process, or a pass could not be kept. */
  mayCount?: () => boolean;
  /** Told that Redis does not know the epoch: it may have lost what was counted. */
  onEpochOver: (epoch: string) => void;
  /** For tests. Redis's own clock, which all processes share, where it is not given. */
  clock?: Clock | undefined;
};

/** So many questions keep Redis busy for a few milliseconds; smaller batches would wait for it more often than for its work. */
const mostInBatch = 1_000;

type Batch = readonly WaitingRequest[];

/**
 * A pass that no caller got, on one counter; `atMs` is the moment that the counter stood at. A cost below 0 is counted, room
 * or not. `told` hears whether Redis has it; false where that is not known.
 */
type GivenBack = { key: CounterKey; cost: number; atMs: number; told?: (isIn: boolean) => void };

/**
 * Decides in Redis. One run of the script at a time: what is asked meanwhile makes up the next. A question whose answer was
 * lost is asked again under its number, which Redis counts once. What the last known counters deny is denied without asking.
 */
export function createRedisLimiter(parts: RedisLimiterParts): RedisLimiter {
  const { link, store, ledger, prefix, processId, mayCount = () => true } = parts;
  const time = createServerClock(parts.clock);
  const known = createKnownCounters(time);
  // All that one turn of the event loop asks goes together.
  const waiting = createWaitingRequests({
    onAdded: () => void setImmediate(pump),
    isAnswering: () => epoch !== null && isThere(),
  });
  let givenBack: GivenBack[] = [];
  let epoch: string | null = null;
  /** Since when there is none; by `performance.now()`. */
  let shutMs = performance.now();
  let runId = "";
  let asking: Promise<void> | null = null;
  let number = 0;
  let wake: () => void = () => undefined;

  link.onChange(() => {
    time.forget();
    wake();
    pump();
  });

  function ask(buckets: readonly LimitBucket[], counters: readonly KnownCounter[], cost: number, keeper: PassKeeper) {
    const awayForMs = epoch === null ? performance.now() - shutMs : link.awayForMs();
    if (awayForMs > patienceMs) return Promise.reject(new LimitsUnavailable());
    return waiting.add(buckets, counters, cost, keeper);
  }

  function isThere(): boolean {
    return link.server()?.runId === runId;
  }

  /** Asks what waits, unless an answer is due or there is no server to ask. The first question is for the time. */
  function pump(): void {
    if (asking || epoch === null || !isThere()) return;
    const isLearning = !time.isKnown();
    if (!isLearning && !waiting.isDue() && givenBack.length === 0) return;
    asking = (isLearning ? askBatch(epoch, [], []) : askNext(epoch)).finally(() => {
      asking = null;
      pump();
    });
  }

  function askNext(under: string): Promise<void> {
    const batch = waiting.take(mostInBatch);
    const back = givenBack;
    givenBack = [];
    return batch.length > 0 || back.length > 0 ? askBatch(under, batch, back) : Promise.resolve();
  }

  async function askBatch(under: string, batch: Batch, back: readonly GivenBack[]): Promise<void> {
    const own = String(++number);
    const returned = back.flatMap(({ key, cost, atMs }) => known.of([key]).map((counter) => ({ counter, cost, atMs })));
    const { counters, values: asked } = writeBatch(batch, returned);
    const names = [`answered:${processId}`, ...counters.map(({ id }) => id)];
    const keys = [`${prefix}epoch`, ...names.map((name) => `${prefix}${under}:${name}`)];
    while (epoch === under) {
      const sentMs = performance.now();
      const values = [under, own, lateAfter(batch), time.given(), ...asked];
      const answer = await link.run(decisionScript, keys, values).catch((error: unknown) => {
        return error instanceof RedisRefusal ? ("refused" as const) : ("lost" as const);
      });
      if (answer === "refused") {
        givenBack.push(...back);
        rejectAll(batch);
        return;
      }
      if (answer !== "lost") {
        // A refused question gave nothing back either.
        if (answer.length === 1) givenBack.push(...back);
        else for (const { told } of back) told?.(true);
        take(answer, under, batch, counters, sentMs);
        return;
      }
      await untilThere(under);
    }
    // Counted under an epoch that is over, if at all.
    for (const { told } of back) told?.(false);
    waiting.putBack(batch);
  }

  /** When no caller waits for the answer any more, by Redis's clock at the latest; "" where that is not known. */
  function lateAfter(batch: Batch): string {
    const left = batch.filter(({ settled }) => !settled).map(waiting.leftMs);
    if (batch.length > 0 && left.length === 0) return "0";
    if (batch.length === 0 || !time.isKnown()) return "";
    // The first of them is told so then, or when the server is given up.
    const firstMs = Math.min(...left) - longestMs + patienceMs;
    return String(Math.ceil(time.latest() + Math.max(firstMs, answerLimitMs) - marginMs));
  }

  /** Resolves when the server is there again, or this epoch is not asked any more. */
  async function untilThere(under: string): Promise<void> {
    while (epoch === under && !isThere()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  function rejectAll(batch: Batch): void {
    for (const request of batch) waiting.settle(request, null);
  }

  function take(answer: Buffer, under: string, batch: Batch, counters: AskedBatch["counters"], sentMs: number): void {
    if (answer.length === 1) {
      refused(answer.toString("latin1"), under, batch);
      return;
    }
    const { atMs, verdict, before } = readAnswer(answer, batch.length, counters);
    time.learn(atMs, sentMs);
    const keptMs = performance.now();
    for (let place = 0; place < counters.length; place++) {
      const counter = counters[place] as KnownCounter;
      counter.counters = before(place, counter.counters);
      counter.seed = null;
    }
    const unseeded: WaitingRequest[] = [];
    for (let place = 0; place < batch.length; place++) {
      const request = batch[place] as WaitingRequest;
      const made = verdict(place);
      if (made === "?") unseeded.push(request);
      else conclude(request, made, atMs, keptMs);
    }
    if (unseeded.length > 0) void seed(unseeded, atMs, under);
  }

  /** Tells a request what Redis decided, as the same arithmetic describes it from the same counters. */
  function conclude(request: WaitingRequest, verdict: Verdict, atMs: number, keptMs: number): void {
    const { buckets, counters, cost, keeper } = request;
    const states: CounterState[] = [];
    for (const { counters: state } of counters) {
      // A description must leave the counters as the script left them.
      if (state) states.push(verdict === "D" ? copyOf(state) : state);
    }
    if (states.length < counters.length) {
      waiting.settle(request, null);
      return;
    }
    if (verdict === "D") {
      waiting.settle(request, decideOn(buckets, states, atMs, 1, false));
      return;
    }
    const isPass = verdict === "P";
    const decision = decideOn(buckets, states, atMs, cost, isPass);
    if (decision.allowed !== isPass) {
      for (const counter of counters) counter.counters = null;
      waiting.settle(request, null);
      return;
    }
    for (const counter of counters) {
      counter.denied = !isPass;
      counter.keptMs = keptMs;
    }
    const isTaken = isPass && !request.settled && mayCount();
    if (isTaken) notePass(keeper, buckets, states, cost);
    // A pass that the caller does not get must not cost the caller anything.
    else if (isPass) giveBack(counters, states, cost);
    waiting.settle(request, isTaken === isPass ? decision : null);
  }

  function giveBack(counters: readonly KnownCounter[], states: readonly CounterState[], cost: number): void {
    for (const [at, counter] of counters.entries()) {
      givenBack.push({ key: counter.key, cost, atMs: (states[at] as CounterState).asOf });
    }
  }

  /** Reads from the database what Redis does not have, for those who wait for it. */
  async function seed(unseeded: Batch, askedAtMs: number, under: string): Promise<void> {
    const missing = new Set<KnownCounter>();
    for (const { counters } of unseeded) for (const counter of counters) if (!counter.counters) missing.add(counter);
    try {
      const loaded = await store.load(
        [...missing].map(({ key }) => key),
        askedAtMs,
      );
      if (epoch === under && unseeded.some(({ settled }) => !settled)) {
        for (const [at, counter] of [...missing].entries()) counter.seed = { askedAtMs, counters: loaded[at] ?? null };
      }
      waiting.putBack(unseeded);
      pump();
    } catch {
      rejectAll(unseeded);
    }
  }

  function refused(refusal: string, under: string, batch: Batch): void {
    if (refusal === refusals.epochOver && epoch === under) {
      forget();
      parts.onEpochOver(under);
    }
    // Its clock was set forward, or this machine slept: nothing is late by a clock that is read anew.
    if (refusal === refusals.late) time.forget();
    if (refusal === refusals.outdated) rejectAll(batch);
    else waiting.putBack(batch);
  }

  function forget(): void {
    if (epoch !== null) shutMs = performance.now();
    epoch = null;
    known.forget();
    for (const { told } of givenBack.splice(0)) told?.(false);
    wake();
  }

  return {
    decide(buckets, cost = 1, keeper = ledger) {
      const counters = known.of(buckets);
      return (epoch === null ? undefined : known.deny(buckets, counters, cost)) ?? ask(buckets, counters, cost, keeper);
    },
    peek: (buckets) => ask(buckets, known.of(buckets), 0, ledger),
    async hold(buckets) {
      // Redis keeps what it was asked for until nothing of it counts any more.
      await ask(buckets, known.of(buckets), 0, ledger);
      return () => undefined;
    },
    async correct(corrections) {
      if (epoch === null) return false;
      const all = corrections.map(
        ({ key, change, atMs }) =>
          new Promise<boolean>((told) => {
            givenBack.push({ key, cost: -change, atMs, told });
          }),
      );
      setImmediate(pump);
      return (await Promise.all(all)).every(Boolean);
    },
    glance: (buckets) => known.describe(buckets),
    open(opened, server) {
      forget();
      epoch = opened;
      runId = server.runId;
      pump();
    },
    async close() {
      forget();
      await asking;
    },
  };
}
