import { dayMs } from "@/lib/access/limit-windows";

const hourMs = 3_600_000;

/** Usage of an hour or a day that counts for the bucket that begins at `toMs`, added or taken away. */
export type Move = { fromMs: number; toMs: number; sign: 1 | -1 };

/** The days of a zone as days of UTC, and the hours that make up for the difference. */
export type ZoneDays = { days: Move[]; hours: Move[] };

/**
 * Takes the days of a zone apart, which begin at `starts` and end at `endMs`: each is the day of UTC that begins nearest,
 * with the hours between both midnights added or taken away. So a day is read by few rows, and stays exact.
 */
export function zoneDaysOf(starts: readonly number[], endMs: number): ZoneDays {
  const days: Move[] = [];
  const hours: Move[] = [];
  const midnights = [...starts, endMs].map((at) => Math.round(at / dayMs) * dayMs);
  [...starts, endMs].forEach((startMs, place) => {
    const midnightMs = midnights[place] ?? startMs;
    const before = starts[place - 1];
    const own = starts[place];
    for (let at = midnightMs; own !== undefined && at < (midnights[place + 1] ?? at); at += dayMs) {
      days.push({ fromMs: at, toMs: own, sign: 1 });
    }
    const sign = startMs < midnightMs ? 1 : -1;
    for (let at = Math.min(startMs, midnightMs); at < Math.max(startMs, midnightMs); at += hourMs) {
      if (own !== undefined) hours.push({ fromMs: at, toMs: own, sign });
      if (before !== undefined) hours.push({ fromMs: at, toMs: before, sign: sign === 1 ? -1 : 1 });
    }
  });
  return { days, hours };
}
