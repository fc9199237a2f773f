import "server-only";
import type { Clock } from "@/lib/platform/clock";

/** Public keys that somebody else publishes, as far as they are known. */
export type KeptKeys<Key> = {
  /** The keys, fetched where their time is over; null when none were ever fetched, or too long ago. */
  find(): Promise<readonly Key[] | null>;
  /** The same after fetching them anew, unless that was done a moment ago. */
  findAnew(): Promise<readonly Key[] | null>;
};

type Options<Key> = {
  clock: Clock;
  /** Rejects where they cannot be had. */
  fetchKeys(): Promise<{ keys: readonly Key[]; maxAgeMs: number }>;
  failed(error: unknown): void;
};

/** However many unknown key ids are tried, nobody is asked more often than this. */
const refetchPauseMs = 60_000;
/** Who has never answered is asked again sooner: nothing can be judged until they do. */
const firstFetchPauseMs = 5_000;
/** How long past their time keys still count while nobody answers. */
const staleMs = 24 * 3_600_000;

/** Keeps keys for as long as their publisher says, fetched once for all that wait. */
export function createKeptKeys<Key>({ clock, fetchKeys, failed }: Options<Key>): KeptKeys<Key> {
  let known: { keys: readonly Key[]; fetchedMs: number; maxAgeMs: number } | null = null;
  let lastAttemptMs = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | null = null;

  async function fetchOnce(): Promise<void> {
    lastAttemptMs = clock.now();
    try {
      const { keys, maxAgeMs } = await fetchKeys();
      known = { keys, fetchedMs: clock.now(), maxAgeMs };
    } catch (error) {
      failed(error);
    }
  }

  /** Fetches unless that was done a moment ago; never fails, because older keys may do. */
  async function refetch(): Promise<void> {
    const pauseMs = known ? refetchPauseMs : firstFetchPauseMs;
    if (!fetching && Math.abs(clock.now() - lastAttemptMs) < pauseMs) return;
    fetching ??= fetchOnce().finally(() => {
      fetching = null;
    });
    await fetching;
  }

  /** A clock that was set back by more than their time ends it too. */
  const within = (pastMs: number) => known && Math.abs(clock.now() - known.fetchedMs) < known.maxAgeMs + pastMs;
  const current = () => (known && within(staleMs) ? known.keys : null);

  return {
    async find() {
      if (!within(0)) await refetch();
      return current();
    },
    async findAnew() {
      await refetch();
      return current();
    },
  };
}

const minute = 60_000;
/** How long fetched keys count: what the publisher's Cache-Control says, within bounds. */
const maxAge = { leastMs: 5 * minute, usualMs: 10 * minute, mostMs: 24 * 60 * minute };

/** How long keys count by the `Cache-Control` that they came with (RFC 9111), in milliseconds. */
export function maxAgeOf(cacheControl: string | null): number {
  const seconds = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(cacheControl ?? "")?.[1];
  const askedMs = seconds === undefined ? maxAge.usualMs : Number(seconds) * 1000;
  return Math.min(Math.max(askedMs, maxAge.leastMs), maxAge.mostMs);
}
