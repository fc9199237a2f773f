import "server-only";
import type pg from "pg";
import { type Clock, systemClock } from "@/lib/platform/clock";
import type { Log } from "@/lib/platform/log";
import type { ProcessRow } from "@/lib/platform/process-row";
import { openRedisLink, type RedisLink } from "@/lib/platform/redis-link";
import type { Settings } from "@/lib/platform/settings";
import type { CounterStore } from "./counter-store";
import type { Ledger } from "./ledger";
import { endSharedCounting, readLimitEpoch } from "./limit-epochs";
import type { Limiter } from "./limiter";
import type { LiveCounts } from "./live-counts";
import { createLocalLimiter } from "./local-limiter";
import { createSharedLimiter } from "./shared-limiter";

export type LimiterParts = {
  settings: Pick<Settings, "redisUrl" | "limitsWithoutRedis">;
  /** The process's place among others; undefined for what counts nothing that matters to others. */
  row: ProcessRow | undefined;
  pool: pg.Pool;
  store: CounterStore;
  ledger: Ledger;
  log: Log;
  clock: Clock;
};

/** A limiter, and the Redis behind it: null where counters are in memory. */
export type OpenLimiter = {
  limiter: Limiter;
  liveCounts: LiveCounts;
  redis: Pick<RedisLink, "server"> | null;
  close: () => Promise<void>;
};

/** Opens the back end that the settings ask for: counters in this process's memory, or with `REDIS_URL` shared ones. */
export async function openLimiter(parts: LimiterParts): Promise<OpenLimiter> {
  const { settings, row, pool, store, ledger, log, clock } = parts;
  if (settings.redisUrl === null || !row) {
    const epoch = row ? await endSharedCounting(pool) : (await readLimitEpoch(pool)).number;
    const local = createLocalLimiter(clock, store, ledger, row ? { mayCount: () => mayCount(row, ledger) } : {});
    const limiter = row ? { ...local, decide: onceRenewed(row, local.decide) } : local;
    const liveCounts: LiveCounts = {
      epoch: () => epoch,
      decide: limiter.decide,
      hold: async (buckets) => ({ epoch, release: await limiter.hold(buckets) }),
      async correct(_, corrections) {
        await limiter.correct(corrections);
      },
    };
    return { limiter, liveCounts, redis: null, close: () => Promise.resolve() };
  }
  const link = openRedisLink(settings.redisUrl, log);
  const shared = await createSharedLimiter({
    link,
    pool,
    store,
    ledger,
    row,
    mayCount: () => mayCount(row, ledger),
    countsWithoutRedis: settings.limitsWithoutRedis === "local",
    log,
    clock: clock === systemClock ? undefined : clock,
  });
  const close = async () => {
    await shared.close();
    link.close();
  };
  try {
    await shared.start();
  } catch (error) {
    await close();
    throw error;
  }
  const { limiter, liveCounts } = shared;
  return {
    limiter: { ...limiter, decide: onceRenewed(row, limiter.decide) },
    liveCounts: { ...liveCounts, decide: onceRenewed(row, liveCounts.decide) },
    redis: link,
    close,
  };
}

/** Decides, after a renewal of the process's row that is late: a process that was busy itself turns nobody away for that. */
function onceRenewed(row: Pick<ProcessRow, "renewal">, decide: Limiter["decide"]): Limiter["decide"] {
  return (...asked) => row.renewal()?.then(() => decide(...asked)) ?? decide(...asked);
}

/** Neither without the process's place, which another one may have by now, nor where a pass could not be kept. */
function mayCount(row: Pick<ProcessRow, "isHeld">, ledger: Pick<Ledger, "takesNotes">): boolean {
  return row.isHeld() && ledger.takesNotes();
}
