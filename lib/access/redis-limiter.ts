import "server-only";
import type { Clock } from "@/lib/platform/clock";
import { type RedisLink, RedisRefusal } from "@/lib/platform/redis-link";
import type { CounterStore } from "./counter-store";
import { type BatchAnswer, type GivenBack, readAnswer, type Seed, writeBatch } from "./decision-batch";
import { decisionScript, refusals, type Verdict } from "./decision-script";
import { createKnownCounters } from "./known-counters";
import type { Ledger } from "./ledger";
import { type Counters, decideOn } from "./limit-windows";
import type { LimitBucket, LimitDecision, Limiter } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";
import { notePass } from "./note-pass";
import { createServerClock } from "./server-clock";
import { createWaitingRequests, marginMs, patienceMs, type WaitingRequest } from "./waiting-requests";

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
 * Decides in Redis. One run of the script at a time: what is asked meanwhile makes up the next. A question whose answer was
 * lost is asked again under its number, which Redis counts once. What the last known counters deny is denied without asking.
 */
export function createRedisLimiter(parts: RedisLimiterParts): RedisLimiter {
  const { link, store, ledger, prefix, processId, mayCount = () => true } = parts;
  const time = createServerClock(parts.clock);
  const known = createKnownCounters(time);
  const seeds = new Map<string, Seed>();
  // All that one turn of the event loop asks goes together.
  const waiting = createWaitingRequests(() => void setImmediate(pump));
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

  function ask(buckets: readonly LimitBucket[], cost: number): Promise<LimitDecision> {
    const awayForMs = epoch === null ? performance.now() - shutMs : link.awayForMs();
    return awayForMs > patienceMs ? Promise.reject(new LimitsUnavailable()) : waiting.add(buckets, cost);
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
    const { ids, questions, seeds: seeding, givenBack: returned } = writeBatch(batch, (id) => seeds.get(id), back);
    const keys = ["epoch", `${under}:answered:${processId}`, ...ids.map((id) => `${under}:${id}`)];
    while (epoch === under) {
      const sentMs = performance.now();
      const values = [under, own, lateAfter(batch), time.given(), questions, seeding, returned];
      const named = keys.map((key) => prefix + key);
      const answer = await link.run(decisionScript, named, values).catch((error: unknown) => {
        return error instanceof RedisRefusal ? ("refused" as const) : ("lost" as const);
      });
      if (answer === "refused") {
        givenBack.push(...back);
        rejectAll(batch);
        return;
      }
      if (answer !== "lost") {
        for (const { id } of back) known.drop(id);
        // A refused question gave nothing back either.
        if (answer.length === 1) givenBack.push(...back);
        take(answer, under, batch, ids, sentMs);
        return;
      }
      await untilThere(under);
    }
    // Counted under an epoch that is over, if at all.
    waiting.putBack(batch);
  }

  /** When no caller waits for the answer any more, by Redis's clock at the latest; "" where that is not known. */
  function lateAfter(batch: Batch): string {
    const left = batch.filter(({ settled }) => !settled).map(({ deadlineMs }) => deadlineMs);
    if (batch.length > 0 && left.length === 0) return "0";
    if (batch.length === 0 || !time.isKnown()) return "";
    return String(Math.ceil(time.latest() + Math.min(...left) - performance.now() - marginMs));
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

  function take(answer: Buffer, under: string, batch: Batch, ids: readonly string[], sentMs: number): void {
    if (answer.length === 1) {
      refused(answer.toString("latin1"), under, batch);
      return;
    }
    const read = readAnswer(answer, batch.length);
    time.learn(read.atMs, sentMs);
    for (const id of ids) seeds.delete(id);
    const states = new Map(ids.map((id, place) => [id, read.before[place] ?? null]));
    const unseeded: WaitingRequest[] = [];
    for (const [place, request] of batch.entries()) {
      const verdict = read.verdicts[place] as Verdict;
      if (verdict === "?") unseeded.push(request);
      else conclude(request, verdict, read, states);
    }
    if (unseeded.length > 0) void seed(unseeded, states, read.atMs, under);
  }

  /** Tells a request what Redis decided, as the same arithmetic describes it from the same counters. */
  function conclude(
    request: WaitingRequest,
    verdict: Verdict,
    { atMs }: BatchAnswer,
    states: ReadonlyMap<string, Counters | null>,
  ): void {
    const { buckets, ids, cost } = request;
    const counted: { bucket: LimitBucket; counters: Counters }[] = [];
    for (const [at, bucket] of buckets.entries()) {
      const counters = states.get(ids[at] as string);
      // A description must leave the counters as the script left them.
      if (counters) counted.push({ bucket, counters: verdict === "D" ? { ...counters } : counters });
    }
    const isCounted = verdict === "P";
    const decision = decideOn(counted, atMs, verdict === "D" ? 1 : cost, isCounted);
    const isAgreed = counted.length === ids.length && (verdict === "D" || decision.allowed === isCounted);
    if (isAgreed && verdict !== "D") {
      for (const [at, { counters }] of counted.entries()) known.keep(ids[at] as string, counters, !isCounted);
    }
    const isPass = isAgreed && isCounted;
    const isTaken = isPass && !request.settled && mayCount();
    const after = counted.map((one) => one.counters);
    if (isTaken) notePass(ledger, buckets, after, cost);
    // A pass that the caller does not get must not cost the caller anything.
    else if (isPass) givenBack.push(...after.map(({ asOf }, at) => ({ id: ids[at] as string, cost, atMs: asOf })));
    waiting.settle(request, isAgreed && isTaken === isPass ? decision : null);
  }

  /** Reads from the database what Redis does not have, for those who wait for it. */
  async function seed(
    unseeded: Batch,
    states: ReadonlyMap<string, Counters | null>,
    askedAtMs: number,
    under: string,
  ): Promise<void> {
    const missing = new Map<string, LimitBucket>();
    for (const { ids, buckets } of unseeded) {
      for (const [at, id] of ids.entries()) if (!states.get(id)) missing.set(id, buckets[at] as LimitBucket);
    }
    try {
      const loaded = await store.load([...missing.values()]);
      if (epoch === under && unseeded.some(({ settled }) => !settled)) {
        for (const [at, id] of [...missing.keys()].entries())
          seeds.set(id, { askedAtMs, counters: loaded[at] ?? null });
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
    seeds.clear();
    givenBack = [];
    wake();
  }

  return {
    decide: (buckets, cost = 1) => (epoch === null ? undefined : known.deny(buckets, cost)) ?? ask(buckets, cost),
    peek: (buckets) => ask(buckets, 0),
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
