import "server-only";
import { LRUCache } from "lru-cache";
import type { Clock } from "@/lib/platform/clock";
import { type RedisLink, RedisRefusal } from "@/lib/platform/redis-link";
import { counterIdOf } from "./counter-delta";
import type { CounterStore } from "./counter-store";
import { type BatchAnswer, type GivenBack, type Question, readAnswer, type Seed, writeBatch } from "./decision-batch";
import { decisionScript, refusals, type Verdict } from "./decision-script";
import type { Ledger } from "./ledger";
import { type Counters, decideOn, freshCounters } from "./limit-windows";
import type { LimitBucket, LimitDecision, Limiter } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";
import { createServerClock } from "./server-clock";

/** The limiter of any number of processes: every request that passes was counted by one script in Redis. */
export type RedisLimiter = Limiter & {
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
  /** Told that Redis does not know the epoch: it may have lost what was counted. */
  onEpochOver: (epoch: string) => void;
  /** For tests. Redis's own clock, which all processes share, where it is not given. */
  clock?: Clock | undefined;
};

/** Who waits longer than this is told that the limits cannot be asked. */
const patienceMs = 1_500;
/** What an answer needs to come back in time. */
const marginMs = 200;
const sweepMs = 50;
const mostWaiting = 20_000;
/** So many questions keep Redis busy for about two milliseconds. */
const mostInBatch = 250;
/** Counters whose last state is remembered, at about 300 bytes each. */
const mostKnown = 50_000;
/** What is known for longer does not deny any more without being asked again. */
const trustMs = 1_000;

type Waiting = Question & {
  ids: readonly string[];
  deadlineMs: number;
  /** True once it was answered, or told that it waited too long. */
  settled: boolean;
  resolve: (decision: LimitDecision) => void;
  reject: (error: Error) => void;
};

type Known = { counters: Counters; denies: boolean };

/**
 * Decides in Redis. One run of the script at a time: what is asked meanwhile makes up the next. A question whose answer was
 * lost is asked again under its number, which Redis counts once. What the last known counters deny is denied without asking:
 * counters only grow until their window ends.
 */
export function createRedisLimiter(parts: RedisLimiterParts): RedisLimiter {
  const { link, store, ledger, prefix, processId } = parts;
  const known = new LRUCache<string, Known>({ max: mostKnown });
  const seeds = new Map<string, Seed>();
  const waiting = new Set<Waiting>();
  let queue: Waiting[] = [];
  let givenBack: GivenBack[] = [];
  let epoch: string | null = null;
  let runId = "";
  /** Since when there is none; by `performance.now()`. */
  let shutMs = performance.now();
  let asking: Promise<void> | null = null;
  let number = 0;
  let sweeping = false;
  let wake: () => void = () => undefined;
  const time = createServerClock(parts.clock);

  link.onChange(() => {
    time.forget();
    wake();
    pump();
  });

  function settle(one: Waiting, decision: LimitDecision | null): void {
    if (one.settled) return;
    one.settled = true;
    waiting.delete(one);
    if (decision) one.resolve(decision);
    else one.reject(new LimitsUnavailable());
  }

  function sweep(): void {
    sweeping = false;
    const nowMs = performance.now();
    for (const one of waiting) if (one.deadlineMs <= nowMs) settle(one, null);
    queue = queue.filter(({ settled }) => !settled);
    startSweeping();
  }

  function startSweeping(): void {
    if (sweeping || waiting.size === 0) return;
    sweeping = true;
    setTimeout(sweep, sweepMs).unref();
  }

  function ask(buckets: readonly LimitBucket[], cost: number): Promise<LimitDecision> {
    const isShutFor = epoch === null ? performance.now() - shutMs : link.awayForMs();
    if (waiting.size >= mostWaiting || isShutFor > patienceMs) return Promise.reject(new LimitsUnavailable());
    return new Promise((resolve, reject) => {
      const deadlineMs = performance.now() + patienceMs;
      const one = { buckets, cost, ids: buckets.map(counterIdOf), deadlineMs, settled: false, resolve, reject };
      waiting.add(one);
      // All that one turn of the event loop asks goes together.
      if (queue.push(one) === 1 && !asking) setImmediate(pump);
      startSweeping();
    });
  }

  function isThere(): boolean {
    return link.server()?.runId === runId;
  }

  /** Asks what waits, unless an answer is due or there is no server to ask. */
  function pump(): void {
    if (asking || epoch === null || !isThere()) return;
    const isLearning = !time.isKnown();
    if (!isLearning && queue.length === 0 && givenBack.length === 0) return;
    const under = epoch;
    asking = (isLearning ? askBatch(under, [], []) : askNext(under)).finally(() => {
      asking = null;
      pump();
    });
  }

  function askNext(under: string): Promise<void> {
    const soon = performance.now() + marginMs;
    const batch = queue.slice(0, mostInBatch).filter(({ settled, deadlineMs }) => !settled && deadlineMs > soon);
    queue = queue.slice(mostInBatch);
    const back = givenBack;
    givenBack = [];
    return batch.length > 0 || back.length > 0 ? askBatch(under, batch, back) : Promise.resolve();
  }

  async function askBatch(under: string, batch: readonly Waiting[], back: readonly GivenBack[]): Promise<void> {
    const own = ++number;
    const { ids, ...texts } = writeBatch(batch, (id) => seeds.get(id), back);
    const keys = [
      `${prefix}epoch`,
      `${prefix}${under}:answered:${processId}`,
      ...ids.map((id) => `${prefix}${under}:${id}`),
    ];
    while (epoch === under) {
      const sentMs = performance.now();
      const values = [
        under,
        String(own),
        lateAfter(batch),
        time.given(),
        texts.questions,
        texts.seeds,
        texts.givenBack,
      ];
      const answer = await link.run(decisionScript, keys, values).catch((error: unknown) => {
        if (error instanceof RedisRefusal) return "refused" as const;
        return "lost" as const;
      });
      if (answer === "refused") {
        givenBack.push(...back);
        rejectAll(batch);
        return;
      }
      if (answer !== "lost") {
        take(answer, under, batch, ids, sentMs);
        return;
      }
      await untilUp(under);
    }
    askAgain(batch);
  }

  /** When no caller waits for the answer any more, by Redis's clock at the latest. */
  function lateAfter(batch: readonly Waiting[]): string {
    const left = batch.filter(({ settled }) => !settled).map(({ deadlineMs }) => deadlineMs);
    if (batch.length > 0 && left.length === 0) return "0";
    if (batch.length === 0 || !time.isKnown()) return "";
    return String(Math.ceil(time.latest() + Math.min(...left) - performance.now() - marginMs));
  }

  /** Resolves when the server is there again, or this epoch is not asked any more. */
  async function untilUp(under: string): Promise<void> {
    while (epoch === under && !isThere()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  /** Puts back what was not counted, or only under an epoch that is over. */
  function askAgain(batch: readonly Waiting[]): void {
    queue.unshift(...batch.filter(({ settled }) => !settled));
  }

  function rejectAll(batch: readonly Waiting[]): void {
    for (const one of batch) settle(one, null);
  }

  function take(
    answer: Buffer,
    under: string,
    batch: readonly Waiting[],
    ids: readonly string[],
    sentMs: number,
  ): void {
    if (answer.length === 1) {
      refused(answer.toString("latin1"), under, batch);
      return;
    }
    const read = readAnswer(answer, batch.length);
    time.learn(read.atMs, sentMs);
    for (const id of ids) seeds.delete(id);
    const missing = new Map<string, LimitBucket>();
    const unseeded: Waiting[] = [];
    const after = new Map(ids.map((id, place) => [id, read.before[place] ?? null]));
    for (const [place, one] of batch.entries()) {
      const verdict = read.verdicts[place] as Verdict;
      if (verdict === "?") {
        unseeded.push(one);
        for (const [at, id] of one.ids.entries()) if (!after.get(id)) missing.set(id, one.buckets[at] as LimitBucket);
      } else {
        conclude(one, verdict, read, after);
      }
    }
    if (unseeded.length > 0) void seed(missing, unseeded, read.atMs, under);
  }

  function conclude(
    one: Waiting,
    verdict: Verdict,
    { atMs }: BatchAnswer,
    states: ReadonlyMap<string, Counters | null>,
  ): void {
    const counted: { bucket: LimitBucket; counters: Counters }[] = [];
    for (const [at, bucket] of one.buckets.entries()) {
      const counters = states.get(one.ids[at] as string);
      // A description must leave the counters as the script left them.
      if (counters) counted.push({ bucket, counters: verdict === "D" ? { ...counters } : counters });
    }
    const isCounted = verdict === "P";
    const decision = decideOn(counted, atMs, verdict === "D" ? 1 : one.cost, isCounted);
    const isAgreed = counted.length === one.ids.length && (verdict === "D" || decision.allowed === isCounted);
    if (isAgreed && verdict !== "D") {
      for (const [at, { counters }] of counted.entries()) {
        known.set(one.ids[at] as string, { counters, denies: !isCounted });
      }
    }
    if (isAgreed && isCounted) {
      // No caller waits for this pass any more: it must not cost the caller anything.
      if (one.settled) givenBack.push(...one.ids.map((id) => ({ id, cost: one.cost, atMs })));
      else ledger.passed(one.buckets, one.cost, atMs);
    }
    settle(one, isAgreed ? decision : null);
  }

  /** Reads from the database what Redis does not have, for those who wait for it. */
  async function seed(
    missing: ReadonlyMap<string, LimitBucket>,
    unseeded: readonly Waiting[],
    askedAtMs: number,
    under: string,
  ): Promise<void> {
    try {
      const loaded = await store.load([...missing.values()]);
      if (epoch !== under) {
        askAgain(unseeded);
        return;
      }
      for (const [at, id] of [...missing.keys()].entries()) seeds.set(id, { askedAtMs, counters: loaded[at] ?? null });
      askAgain(unseeded);
      pump();
    } catch {
      rejectAll(unseeded);
    }
  }

  function refused(refusal: string, under: string, batch: readonly Waiting[]): void {
    if (refusal === refusals.epochOver && epoch === under) {
      forget();
      parts.onEpochOver(under);
    }
    if (refusal === refusals.outdated) rejectAll(batch);
    else askAgain(batch);
  }

  function forget(): void {
    if (epoch !== null) shutMs = performance.now();
    epoch = null;
    known.clear();
    seeds.clear();
    givenBack = [];
    wake();
  }

  /** What the last known counters say; undefined where one is not known. `counters` are copies. */
  function recall(
    buckets: readonly LimitBucket[],
  ): { bucket: LimitBucket; counters: Counters; denies: boolean }[] | undefined {
    const recalled = [];
    for (const bucket of buckets) {
      const one = known.get(counterIdOf(bucket));
      if (!one) return undefined;
      recalled.push({ bucket, counters: { ...one.counters }, denies: one.denies });
    }
    return recalled;
  }

  /** A denial without asking, or undefined. Never too long: by the latest that Redis's clock can show. */
  function denyAtOnce(buckets: readonly LimitBucket[], cost: number): LimitDecision | undefined {
    if (epoch === null || time.ageMs() > trustMs) return undefined;
    const recalled = recall(buckets);
    if (!recalled?.some(({ denies }) => denies)) return undefined;
    // The later instant first: decisions only ever pay off.
    const copies = recalled.map((one) => ({ ...one, counters: { ...one.counters } }));
    if (decideOn(copies, time.latest(), cost, false).allowed) return undefined;
    const decision = decideOn(recalled, time.earliest(), cost, false);
    return decision.allowed ? undefined : decision;
  }

  return {
    decide: (buckets, cost = 1) => denyAtOnce(buckets, cost) ?? ask(buckets, cost),
    peek: (buckets) => ask(buckets, 0),
    glance(buckets) {
      const nowMs = time.earliest();
      const pairs = buckets.map((bucket) => {
        const counters = known.get(counterIdOf(bucket))?.counters;
        return { bucket, counters: counters ? { ...counters } : freshCounters(nowMs) };
      });
      return decideOn(pairs, nowMs, 1, false);
    },
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
