import { leastRecentlyUsed } from "@/lib/platform/least-recently-used";

/** What was seen, each to be told once. */
export type Notices<Notice> = {
  /** Notes what was not noted under this key before; does no I/O. */
  note(key: string, notice: () => Notice): void;
  /** Hands what was noted since the last flush to `tell`; what that rejects is kept for the next. */
  flush(tell: (notice: Notice) => Promise<unknown>): Promise<void>;
};

/** So many wait at the most, and of so many that were told it is known. */
const mostNotices = 10_000;

/** Keeps notices in memory until they are told. */
export function keepNotices<Notice>(): Notices<Notice> {
  const pending = new Map<string, Notice>();
  const told = leastRecentlyUsed<true>(mostNotices);
  return {
    note(key, notice) {
      if (told.get(key) || pending.has(key) || pending.size >= mostNotices) return;
      pending.set(key, notice());
    },
    async flush(tell) {
      for (const [key, notice] of [...pending]) {
        await tell(notice);
        pending.delete(key);
        told.set(key, true);
      }
    },
  };
}
