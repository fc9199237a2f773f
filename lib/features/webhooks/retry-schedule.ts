import "server-only";

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Pauses after the first, second … failed try, on average; the last one repeats. */
const pausesMs = [
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  30 * minuteMs,
  hourMs,
  2 * hourMs,
  4 * hourMs,
];
const longestPauseMs = 4 * hourMs;
const shortestPauseMs = secondMs;
/** No try begins later than this after the first. */
const patienceMs = 24 * hourMs;

export type FailedTry = {
  /** Tries so far, this one included. */
  tries: number;
  nowMs: number;
  startedMs: number;
  /** What the receiver asked for: seconds or an HTTP date (RFC 9110, 10.2.3). */
  retryAfter: string | undefined;
};

/**
 * When to try again, null when a day is over. Full jitter: anything up to twice the average pause, so that receivers that
 * come back are not met by everyone at once. A receiver's `Retry-After` can lengthen the pause, to four hours at most.
 */
export function nextTryAt(
  { tries, nowMs, startedMs, retryAfter }: FailedTry,
  random: () => number = Math.random,
): number | null {
  const averageMs = pausesMs[Math.min(tries, pausesMs.length) - 1] ?? longestPauseMs;
  const jitteredMs = Math.max(shortestPauseMs, random() * 2 * averageMs);
  const askedMs = Math.min(retryAfterMs(retryAfter, nowMs), longestPauseMs);
  const at = Math.round(nowMs + Math.max(jitteredMs, askedMs));
  return at - startedMs > patienceMs ? null : at;
}

function retryAfterMs(text: string | undefined, nowMs: number): number {
  if (text === undefined) return 0;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * secondMs : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? 0 : Math.max(ms, 0);
}
