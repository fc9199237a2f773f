import type { Clock } from "@/lib/platform/clock";

/** A clock that stands still until it is moved. */
export type TestClock = Clock & {
  set(at: string | number): void;
  advance(ms: number): void;
};

/** A clock that shows `start`: milliseconds or an ISO date. */
export function createTestClock(start: string | number): TestClock {
  let nowMs = new Date(start).getTime();
  return {
    now: () => nowMs,
    set(at) {
      nowMs = new Date(at).getTime();
    },
    advance(ms) {
      nowMs += ms;
    },
  };
}
