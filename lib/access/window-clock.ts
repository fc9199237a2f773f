type Month = { index: number; startMs: number; endMs: number };
let lastMonth: Month = { index: 0, startMs: 0, endMs: 0 };

/** The UTC calendar month that holds an instant; `index` counts months since year 0. */
export function monthOf(nowMs: number): Month {
  // The answer stays the same for a month: no Date arithmetic on the hot path.
  if (nowMs >= lastMonth.startMs && nowMs < lastMonth.endMs) return lastMonth;
  const date = new Date(nowMs);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  lastMonth = { index: year * 12 + month, startMs: Date.UTC(year, month), endMs: Date.UTC(year, month + 1) };
  return lastMonth;
}

/** A clock may step back this far without starting a window anew; counters from further ahead were a clock's mistake. */
export const stepBackMs = 5 * 60_000;
