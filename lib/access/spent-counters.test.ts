import { expect, it } from "vitest";
import { dayMs, freshCounters, freshState, minuteMs, requestDebt } from "./limit-windows";
import { isSpent } from "./spent-counters";
import { stepBackMs } from "./window-clock";
import { findSpan } from "./window-span";

const nowMs = Date.parse("2026-06-30T12:00:00Z");
const nextMonthMs = Date.parse("2026-07-01T00:00:00Z");

it("a plan's counters are spent once their month is over and their debt is paid off at the slowest rate", () => {
  expect(isSpent({}, freshCounters(nowMs), nowMs)).toBe(true);
  const counted = { ...freshCounters(nowMs), minuteCount: 1, dayCount: 1, monthCount: 1 };
  expect(isSpent({}, counted, nowMs + minuteMs)).toBe(false);
  expect(isSpent({}, counted, nextMonthMs + stepBackMs - 1)).toBe(false);
  expect(isSpent({}, counted, nextMonthMs + stepBackMs)).toBe(true);
  const owing = { ...counted, debt: 1_440 * requestDebt };
  expect(isSpent({}, owing, nowMs + dayMs + stepBackMs - 1)).toBe(false);
  expect(isSpent({}, owing, nowMs + dayMs + stepBackMs)).toBe(true);
});

it.each([
  ["1h", "2026-06-30T13:00:00Z"],
  ["1mo", "2026-07-01T00:00:00Z"],
  ["~1h", "2026-06-30T13:03:00Z"],
])("a named window's counters (%s) are spent once no slice that counted counts", (id, end) => {
  const span = findSpan(id);
  if (!span) throw new Error(`no span ${id}`);
  const window = { span };
  const state = { asOf: nowMs, counts: [1, ...Array.from({ length: span.slices - 1 }, () => 0)] };
  const spentMs = Date.parse(end) + stepBackMs;
  expect([isSpent({ window }, state, spentMs - 1), isSpent({ window }, state, spentMs)]).toEqual([false, true]);
  expect(state.counts[0]).toBe(1);
});

it("counters of a moment that the clock came back from are not spent", () => {
  const ahead = nowMs + dayMs;
  expect(isSpent({}, { ...freshCounters(ahead), debt: 1, monthCount: 1 }, nowMs)).toBe(false);
  const span = findSpan("10s");
  if (!span) throw new Error("no span 10s");
  const state = freshState({ window: { name: "fast", limit: 1, span } }, ahead);
  if ("counts" in state) state.counts[0] = 1;
  expect(isSpent({ window: { span } }, state, nowMs)).toBe(false);
});
