import "server-only";
import type pg from "pg";
import type { LimitHome } from "@/lib/generated/prisma/enums";
import type { Clock } from "@/lib/platform/clock";
import { readDeploymentId } from "@/lib/platform/deployment-id";
import type { Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import type { LiveProcess } from "@/lib/platform/process-claim";
import type { ProcessRow } from "@/lib/platform/process-row";
import type { RedisLink } from "@/lib/platform/redis-link";
import type { CounterStore } from "./counter-store";
import type { Ledger } from "./ledger";
import { endLimitEpoch, type LimitEpoch, openLimitEpoch, readLimitEpoch } from "./limit-epochs";
import { noteReserver, removeReserver } from "./limit-reservers";
import type { LimitBucket, Limiter } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";
import type { CorrectableLimiter, Correction, LiveCounts } from "./live-counts";
import { removeOldEpochs } from "./old-epochs";
import { createRedisLimiter, type RedisLimiter } from "./redis-limiter";
import { createServerClock } from "./server-clock";
import { createShareLimiter } from "./share-limiter";

export type SharedLimiterParts = {
  link: RedisLink;
  pool: pg.Pool;
  store: Pick<CounterStore, "load">;
  ledger: Pick<Ledger, "passed" | "flush" | "takeOver">;
  row: Pick<ProcessRow, "id" | "isHeld" | "live" | "settle">;
  /** Asked in the turn of every pass; false where others may go on without this process, or a pass could not be kept. */
  mayCount: () => boolean;
  /** Whether processes count their shares while Redis is away, instead of refusing what is counted. */
  countsWithoutRedis: boolean;
  log: Log;
  /** For tests. Where it is not given the clocks of Redis and of the database count, which all processes share. */
  clock?: Clock | undefined;
};

export type SharedLimiter = {
  limiter: Limiter;
  liveCounts: LiveCounts;
  /** Resolves when requests are counted, or when it is known that they cannot be yet. */
  start(): Promise<void>;
  close(): Promise<void>;
};

/** How often the epoch is read, while it is open and while it is not. */
const lookMs = { open: 500, closed: 100 };
/** Redis counts as away after this time. */
const awayMs = 1_500;
/** A share counts only while the epoch was read within this time: others may have ended it. */
const trustMs = 2_000;
const startLimitMs = 2_500;

/**
 * The limiter of a process among several: counts in Redis, or its share while Redis is away, under the epoch that the
 * database names. When Redis lost what was counted, or another home is due, a process ends the epoch. All of them stop
 * counting, store what they counted and say so, and then one opens the next, whose counters begin with what is stored.
 */
export async function createSharedLimiter(parts: SharedLimiterParts): Promise<SharedLimiter> {
  const { link, pool, store, ledger, row, mayCount, countsWithoutRedis, log, clock } = parts;
  // In braces, so that a cluster keeps all of it on one node.
  const prefix = `latchkey:{${await readDeploymentId(pool)}}:`;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;
  let isDue = false;
  let stopped = false;
  /** The number of the epoch that this process counts under; null: none. */
  let counting: number | null = null;
  let share: CorrectableLimiter | null = null;
  /** The epoch in which others know that this process stores passes itself. */
  let noted: number | null = null;
  /** Corrections that are under way. */
  let correcting = 0;
  const time = createServerClock(clock);
  /** An epoch that Redis does not know, though the database names it. */
  let lostToken: string | null = null;

  const inRedis: RedisLimiter = createRedisLimiter({
    link,
    store,
    ledger,
    prefix,
    processId: row.id,
    mayCount,
    clock,
    onEpochOver(token) {
      lostToken = token;
      look();
    },
  });
  link.onChange(look);

  /** Looks at the epoch now, and again later; what is asked for while it looks is one more look. */
  function look(): void {
    if (stopped) return;
    if (looking) {
      isDue = true;
      return;
    }
    clearTimeout(timer);
    looking = step()
      .catch((error: unknown) => log("warn", "limit_epoch_failed", { ...errorFields(error) }))
      .finally(() => {
        looking = null;
        timer = setTimeout(look, isDue ? 0 : counting === null ? lookMs.closed : lookMs.open);
        timer.unref();
        isDue = false;
      });
  }

  async function step(): Promise<void> {
    // Others may go on without a process whose row is not held: it reads anew before it counts.
    if (!row.isHeld()) await stopCounting();
    const askedMs = performance.now();
    const epoch = await readLimitEpoch(pool);
    time.learn(epoch.readAtMs, askedMs);
    if (counting !== null && counting !== epoch.number) await stopCounting();
    if (!epoch.isOpen) await settleFor(epoch);
    else if (epoch.home === "redis") await countInRedis(epoch);
    else await countShare(epoch);
  }

  async function stopCounting(): Promise<void> {
    counting = null;
    share = null;
    await inRedis.close();
  }

  async function countInRedis(epoch: LimitEpoch): Promise<void> {
    await link.refresh();
    const server = link.server();
    if (!server) {
      if (countsWithoutRedis && link.awayForMs() > awayMs) await end(epoch, "processes");
      return;
    }
    const { token } = epoch;
    const knows = server.runId === epoch.server && token !== null && token !== lostToken;
    // What it stored and what it counted may differ; a new epoch begins with what is stored.
    if (epoch.isAbandoned) return end(epoch, "redis");
    if (counting === epoch.number && knows) return;
    if (!knows || (await link.get(`${prefix}epoch`)) !== token) return end(epoch, "redis");
    if (!row.isHeld()) return;
    counting = epoch.number;
    inRedis.open(token, server);
  }

  async function countShare(epoch: LimitEpoch): Promise<void> {
    const sharers = await readSharers();
    const isShared = sharers.length === epoch.members.length && sharers.every(({ id }) => epoch.members.includes(id));
    // Another number of processes: other shares.
    if (!isShared) return end(epoch, "processes");
    if (counting !== epoch.number && row.isHeld()) {
      share = createShareLimiter(
        { place: epoch.members.indexOf(row.id), of: epoch.members.length },
        { clock: { now: time.earliest }, store, ledger, mayCount: () => mayCount() && isShareOwn() },
      );
      counting = epoch.number;
    }
    const found = `${epoch.number} finds Redis`;
    await row.settle(link.server() ? found : `${epoch.number}`);
    // Back together once every process finds Redis; earlier, the others would refuse everything.
    if (sharers.every(({ settledFor }) => settledFor === found)) await end(epoch, "redis");
  }

  async function end(epoch: LimitEpoch, next: LimitHome): Promise<void> {
    log("warn", "limit_epoch_ended", { number: epoch.number, next });
    await stopCounting();
    await endLimitEpoch(pool, epoch.number, next);
    isDue = true;
  }

  /**
   * Stores what was counted before a closed epoch, here and by processes on this disk that are gone, says so, and opens it
   * when all others have done the same.
   */
  async function settleFor(epoch: LimitEpoch): Promise<void> {
    await stopCounting();
    await ledger.flush();
    const settled = settledText(epoch, await readSharers());
    await ledger.takeOver().catch((error: unknown) => log("error", "journal_not_replayed", { ...errorFields(error) }));
    await row.settle(settled);
    const sharers = await readSharers();
    if (!haveSettled(sharers, epoch)) return;
    if (epoch.home === "processes") {
      const members = sharers.map(({ id }) => id).sort();
      await openLimitEpoch(pool, epoch.number, { home: "processes", members });
    } else if (link.server()) {
      await openInRedis(epoch);
    } else if (countsWithoutRedis && link.awayForMs() > awayMs) {
      return end(epoch, "processes");
    } else return;
    isDue = true;
  }

  async function openInRedis(epoch: LimitEpoch): Promise<void> {
    let given: string | null = null;
    await openLimitEpoch(pool, epoch.number, {
      home: "redis",
      give: async (token) => {
        given = await give(token, epoch);
        return given;
      },
    });
    // Nothing waits for it, and the link tells why Redis failed or refused.
    if (given !== null) void removeOldEpochs(link, prefix, epoch.number).catch(() => undefined);
  }

  /** Hands the token to Redis while the epoch's row is locked; another process may have come alive since it was looked at. */
  async function give(token: string, epoch: LimitEpoch): Promise<string | null> {
    const server = link.server();
    if (!server || !haveSettled(await readSharers(), epoch)) return null;
    await link.set(`${prefix}epoch`, token);
    await link.refresh();
    return link.server()?.runId === server.runId ? server.runId : null;
  }

  async function readSharers(): Promise<LiveProcess[]> {
    return (await row.live()).filter(({ sharesLimits }) => sharesLimits);
  }

  /** Whether all live processes stored what they counted before the epoch; not known while this one does not count as alive. */
  function haveSettled(sharers: readonly LiveProcess[], epoch: LimitEpoch): boolean {
    const settled = settledText(epoch, sharers);
    return sharers.some(({ id }) => id === row.id) && sharers.every(({ settledFor }) => settledFor === settled);
  }

  /** Whether no other process can have this one's share by now. */
  function isShareOwn(): boolean {
    return time.ageMs() <= trustMs;
  }

  /** What decides now; throws where the share that this process has may be another's by now. */
  function current(): CorrectableLimiter {
    if (!share) return inRedis;
    if (!isShareOwn()) throw new LimitsUnavailable();
    return share;
  }

  /** What decides, for what is counted. */
  function counter(): CorrectableLimiter {
    if (!mayCount()) throw new LimitsUnavailable();
    return current();
  }

  async function hold(buckets: readonly LimitBucket[]): Promise<{ epoch: number; release: () => void }> {
    const epoch = counting;
    if (epoch === null) throw new LimitsUnavailable();
    if (noted !== epoch) await noteReserver(pool, row.id, epoch);
    noted = epoch;
    const release = await counter().hold(buckets);
    if (counting === epoch) return { epoch, release };
    release();
    throw new LimitsUnavailable();
  }

  async function correct(epoch: number, corrections: readonly Correction[]): Promise<void> {
    correcting += 1;
    let isIn = counting === epoch && (await (share ?? inRedis).correct(corrections));
    // What was counted is not known, but what is stored is right, and the next epoch begins with it.
    while (!isIn && !stopped) {
      isIn = await endLimitEpoch(pool, epoch, "redis").then(
        () => true,
        () => false,
      );
      if (!isIn) await pause(lookMs.open);
    }
    if (isIn) correcting -= 1;
  }

  return {
    liveCounts: {
      epoch: () => counting,
      decide: (buckets, cost, keeper) => counter().decide(buckets, cost, keeper),
      hold,
      correct,
    },
    limiter: {
      decide: (buckets, cost) => counter().decide(buckets, cost),
      peek: (buckets) => current().peek(buckets),
      glance: (buckets) => (share ?? inRedis).glance(buckets),
    },
    async start() {
      const giveUpAt = performance.now() + startLimitMs;
      look();
      while (counting === null && !link.problem() && performance.now() < giveUpAt) await pause(20);
      const problem = link.problem();
      if (problem) throw new Error(`REDIS_URL: ${problem}`);
    },
    async close() {
      stopped = true;
      clearTimeout(timer);
      await looking;
      await stopCounting();
      // Where corrections are left, others must begin anew.
      if (noted !== null && correcting === 0) await removeReserver(pool, row.id).catch(() => undefined);
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * What a process says of itself: that it stored what it counted before the epoch, and what all others left that did not live
 * beside these. When one more is gone, that is said anew.
 */
function settledText({ number }: LimitEpoch, living: readonly LiveProcess[]): string {
  return `${number} beside ${living
    .map(({ id }) => id)
    .sort()
    .join(" ")}`;
}
