import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LimitDecision } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";
import { createWaitingRequests, longestMs, patienceMs } from "./waiting-requests";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const yes: LimitDecision = { allowed: true, atMs: 0, windows: [] };
/** The sweep looks at intervals. */
const spareMs = 100;

function openWaiting(isAnswering: () => boolean) {
  const waiting = createWaitingRequests({ onAdded: () => undefined, isAnswering });
  const ask = () => {
    const outcome: { settled?: LimitDecision | Error } = {};
    waiting.add([], [], 1, { passed: () => undefined }).then(
      (decision) => Object.assign(outcome, { settled: decision }),
      (error: Error) => Object.assign(outcome, { settled: error }),
    );
    return outcome;
  };
  return { waiting, ask };
}

describe("a request that waits for its decision", () => {
  it("is told after a second and a half that there is none, where no server answers", async () => {
    const { ask } = openWaiting(() => false);
    const outcome = ask();
    await vi.advanceTimersByTimeAsync(patienceMs - 1);
    expect(outcome.settled).toBeUndefined();
    await vi.advanceTimersByTimeAsync(spareMs);
    expect(outcome.settled).toBeInstanceOf(LimitsUnavailable);
  });

  it("waits on as long as answers come, for three seconds at most", async () => {
    const { ask } = openWaiting(() => true);
    const outcome = ask();
    await vi.advanceTimersByTimeAsync(longestMs - 1);
    expect(outcome.settled).toBeUndefined();
    await vi.advanceTimersByTimeAsync(spareMs);
    expect(outcome.settled).toBeInstanceOf(LimitsUnavailable);
  });

  it("is told at once when the server goes that it has waited for longer than that for", async () => {
    let answers = true;
    const { ask } = openWaiting(() => answers);
    const [early, late] = [ask(), await vi.advanceTimersByTimeAsync(1_000).then(ask)];
    await vi.advanceTimersByTimeAsync(1_000);
    answers = false;
    await vi.advanceTimersByTimeAsync(spareMs);
    expect([early.settled, late.settled]).toEqual([expect.any(LimitsUnavailable), undefined]);
  });

  it("waits no shorter for that the process itself was busy, whose answers are still to be read", async () => {
    const { ask } = openWaiting(() => false);
    const outcome = ask();
    const { now } = performance;
    // The clock goes on while no timer runs.
    const jumped = vi.spyOn(performance, "now").mockImplementation(() => now.call(performance) + longestMs);
    await vi.advanceTimersByTimeAsync(patienceMs - spareMs);
    expect(outcome.settled).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2 * spareMs);
    expect(outcome.settled).toBeInstanceOf(LimitsUnavailable);
    jumped.mockRestore();
  });

  it("gets its answer whatever becomes of those before and after it, and only one", async () => {
    const { waiting, ask } = openWaiting(() => false);
    const outcomes = [ask(), ask(), ask()];
    const [first, second, third] = waiting.take(10);
    if (!first || !second || !third) throw new Error("all three are to be asked");
    waiting.settle(second, yes);
    waiting.settle(second, null);
    await vi.advanceTimersByTimeAsync(patienceMs + spareMs);
    const unavailable = expect.any(LimitsUnavailable);
    expect(outcomes.map(({ settled }) => settled)).toEqual([unavailable, yes, unavailable]);
    waiting.putBack([first, second, third]);
    expect(waiting.isDue()).toBe(false);
  });
});
