import { describe, expect, it } from "vitest";
import { CreditRefill, refillTimes } from "./credit-refill";
import { periodOf } from "./credits";

const at = (text: string) => Date.parse(text);
const told = (lastMs: number | null) => (lastMs === null ? null : new Date(lastMs).toISOString());

describe("refills on a day of the month", () => {
  it.each([
    ["31", "2026-02-10T08:00:00Z", "2026-02-10T08:00:00Z", null, "2026-02-28T00:00:00.000Z"],
    ["31", "2026-02-10T08:00:00Z", "2026-02-28T00:00:00Z", "2026-02-28T00:00:00.000Z", "2026-03-31T00:00:00.000Z"],
    ["31", "2026-02-10T08:00:00Z", "2026-03-30T23:59:59Z", "2026-02-28T00:00:00.000Z", "2026-03-31T00:00:00.000Z"],
    ["29", "2028-02-01T00:00:00Z", "2028-02-29T12:00:00Z", "2028-02-29T00:00:00.000Z", "2028-03-29T00:00:00.000Z"],
    ["30", "2026-12-30T00:00:00Z", "2027-01-05T00:00:00Z", null, "2027-01-30T00:00:00.000Z"],
    ["1", "2026-11-27T22:00:00Z", "2027-03-31T00:00:00Z", "2027-03-01T00:00:00.000Z", "2027-04-01T00:00:00.000Z"],
  ])("on %s, said at %s, are at %s after %s and before %s", (on, from, now, last, next) => {
    const times = refillTimes({ amount: 5, on: Number(on) }, at(from), at(now));
    expect([told(times.lastMs), told(times.nextMs)]).toEqual([last, next]);
  });

  it("come once a month, whatever day of it is asked for", () => {
    for (let on = 1; on <= 31; on += 1) {
      const seen = new Set<number>();
      for (let nowMs = at("2026-01-01T00:00:00Z"); nowMs < at("2028-01-01T00:00:00Z"); nowMs += 6 * 3_600_000) {
        const { lastMs, nextMs } = refillTimes({ amount: 5, on }, at("2025-12-31T23:00:00Z"), nowMs);
        if (lastMs !== null) seen.add(lastMs);
        expect(nextMs).toBeGreaterThan(nowMs);
        expect(lastMs ?? 0).toBeLessThanOrEqual(nowMs);
      }
      expect(new Set([...seen].map((ms) => told(ms)?.slice(0, 7))).size).toBe(24);
      expect(seen.size).toBe(24);
    }
  });
});

describe("refills each so long", () => {
  it.each([
    ["1h", "2026-06-01T10:30:00Z", "2026-06-01T11:29:59Z", null, "2026-06-01T11:30:00.000Z"],
    ["1h", "2026-06-01T10:30:00Z", "2026-06-01T14:31:00Z", "2026-06-01T14:30:00.000Z", "2026-06-01T15:30:00.000Z"],
    ["7d", "2026-06-01T10:30:00Z", "2026-06-15T10:30:00Z", "2026-06-15T10:30:00.000Z", "2026-06-22T10:30:00.000Z"],
  ])("of %s count from %s: at %s the last was %s, the next is %s", (every, from, now, last, next) => {
    const times = refillTimes({ amount: 5, every }, at(from), at(now));
    expect([told(times.lastMs), told(times.nextMs)]).toEqual([last, next]);
  });

  it("are told from before they were said as not begun, by a clock that is behind", () => {
    const times = refillTimes({ amount: 5, every: "1h" }, at("2026-06-01T10:30:00Z"), at("2026-06-01T09:00:00Z"));
    expect([times.lastMs, told(times.nextMs)]).toEqual([null, "2026-06-01T11:30:00.000Z"]);
  });
});

it("a period begins with the refill's amount, whatever was granted before", () => {
  const fromMs = at("2026-06-01T00:00:00Z");
  const grant = { granted: 900, countedFromMs: fromMs, refill: { amount: 10, every: "1d" }, refillFromMs: fromMs };
  expect(periodOf(grant, fromMs)).toEqual({ startMs: fromMs, limit: 900, nextMs: fromMs + 86_400_000 });
  expect(periodOf(grant, fromMs + 86_400_000)).toMatchObject({ startMs: fromMs + 86_400_000, limit: 10 });
});

it.each(["15m", "366d"])("credits may be refilled each %s", (every) => {
  expect(CreditRefill.safeParse({ amount: 5, every }).success).toBe(true);
});

it.each([
  [{ amount: 5 }],
  [{ amount: 5, every: "1d", on: 3 }],
  [{ amount: 0, every: "1d" }],
  [{ amount: 5, every: "1mo" }],
  [{ amount: 5, every: "0d" }],
  [{ amount: 5, every: "14m" }],
  [{ amount: 5, every: "367d" }],
  [{ amount: 5, every: "ever" }],
  [{ amount: 5, on: 32 }],
])("%j is no refill", (refill) => {
  expect(CreditRefill.safeParse(refill).success).toBe(false);
});
