import { describe, expect, it } from "vitest";
import {
  emptyLatencies,
  latencyAt,
  latencyBounds,
  latencyPlace,
  packLatencies,
  timedCount,
  unpackLatencies,
} from "./latency-histogram";

function histogramOf(latenciesMs: readonly number[]): number[] {
  const counts = emptyLatencies();
  for (const ms of latenciesMs) {
    const place = latencyPlace(Math.round(ms * 1_000));
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

describe("a histogram of latencies", () => {
  it("puts a latency below the first bound that it does not exceed", () => {
    for (const [place, bound] of latencyBounds.entries()) {
      expect([place, latencyPlace(Math.floor(bound * 1_000))]).toEqual([place, place]);
      expect([place, latencyPlace(Math.ceil(bound * 1_000) + 1)]).toEqual([place, place + 1]);
    }
    expect([latencyPlace(0), latencyPlace(86_400_000_000)]).toEqual([0, latencyBounds.length]);
  });

  it("is one number that adds up bucket by bucket, and is read again as it was", () => {
    const [one, other] = [histogramOf([0.1, 3, 3, 70_000]), histogramOf([3, 40, 999])];
    const sum = String(BigInt(packLatencies(one)) + BigInt(packLatencies(other)));
    expect(unpackLatencies(sum)).toEqual([...histogramOf([0.1, 3, 3, 70_000, 3, 40, 999])]);
    expect(unpackLatencies(packLatencies(emptyLatencies()))).toEqual([...emptyLatencies()]);
    expect(packLatencies(emptyLatencies())).toBe("0");
  });

  it("tells percentiles that lie in the same bucket as the exact ones, so that they are off by a factor of √2 at most", () => {
    let state = 7;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const shapes = [
      Array.from({ length: 5_000 }, () => 1 + 900 * random()),
      Array.from({ length: 5_000 }, () => 2 * Math.exp(3 * random() ** 2)),
      Array.from({ length: 5_000 }, () => (random() < 0.9 ? 4 : 1_500)),
    ];
    for (const latencies of shapes) {
      const counts = histogramOf(latencies);
      const sorted = latencies.toSorted((one, other) => one - other);
      for (const share of [0.5, 0.95, 0.99]) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        const told = latencyAt(counts, share) ?? 0;
        expect(Math.max(told / exact, exact / told)).toBeLessThan(Math.SQRT2);
      }
    }
    expect(timedCount(histogramOf([1, 2, 3]))).toBe(3);
  });

  it("tells nothing of no latency, and of one beyond all bounds the last bound", () => {
    expect(latencyAt(emptyLatencies(), 0.5)).toBeNull();
    expect(latencyAt(histogramOf([500_000]), 0.5)).toBe(65_536);
  });
});
