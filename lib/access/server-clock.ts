import { type Clock, systemClock } from "@/lib/platform/clock";

/**
 * What is known of the time that a server shows, from the times in its answers and this process's monotonic clock. A clock
 * of a test, where one is given, is also what the server goes by.
 */
export type ServerClock = {
  /** Takes what an answer says of the time, to a question sent at `sentMs` by `performance.now()`. */
  learn(atMs: number, sentMs: number): void;
  /** Nothing is known any more: it may be another server. */
  forget(): void;
  isKnown(): boolean;
  /** How old what is known is; Infinity where nothing is. */
  ageMs(): number;
  /** The server shows this or more. */
  earliest(): number;
  /** The server shows this or less. */
  latest(): number;
  /** The test's time for the script, or "". */
  given(): string;
};

export function createServerClock(given?: Clock): ServerClock {
  let learned: { atMs: number; sentMs: number; receivedMs: number } | null = null;
  return {
    learn(atMs, sentMs) {
      learned = { atMs, sentMs, receivedMs: performance.now() };
    },
    forget() {
      learned = null;
    },
    isKnown: () => learned !== null,
    ageMs: () => (learned ? performance.now() - learned.sentMs : Number.POSITIVE_INFINITY),
    earliest() {
      if (given) return given.now();
      return learned ? Math.floor(learned.atMs + performance.now() - learned.receivedMs) : systemClock.now();
    },
    latest() {
      if (given) return given.now();
      // The script rounds down to a millisecond.
      return learned ? Math.ceil(learned.atMs + 1 + performance.now() - learned.sentMs) : systemClock.now();
    },
    given: () => (given ? String(given.now()) : ""),
  };
}
