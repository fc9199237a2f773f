import { describe, expect, test } from "vitest";
import { bucketTotal, comparedOf, condensedTotals, errorRate, seriesTotals } from "./usage-series";

const start = "2026-11-22T00:00:00.000Z";

describe("usage series", () => {
  test("totals add up each series over all buckets", () => {
    const totals = seriesTotals([
      { start, succeeded: 10, clientErrors: 1, rateLimited: 2, serverErrors: 0, latency: null },
      { start, succeeded: 5, clientErrors: 0, rateLimited: 0, serverErrors: 2, latency: null },
    ]);
    expect(totals).toEqual({ succeeded: 15, clientErrors: 1, rateLimited: 2, serverErrors: 2 });
    expect(bucketTotal(totals)).toBe(20);
  });

  test("the error rate leaves limited requests out of the errors but not out of the whole", () => {
    expect(errorRate({ succeeded: 15, clientErrors: 1, rateLimited: 2, serverErrors: 2 })).toBe(0.15);
  });

  test("no requests have no error rate, which is not 0", () => {
    expect(errorRate(seriesTotals([]))).toBeNull();
  });

  test("only buckets that are over are compared, each with its own before", () => {
    const bucket = { clientErrors: 0, rateLimited: 0, serverErrors: 0, latency: null };
    const buckets = [20, 30, 1, 0].map((succeeded, day) => ({
      ...bucket,
      start: new Date(Date.parse(start) + day * 86_400_000).toISOString(),
      succeeded,
    }));
    const before = { ...bucket, from: start, to: start, succeeded: 0, total: 130, values: [10, 30, 40, 50] };
    const to = "2026-11-26T00:00:00.000Z";
    const at = (now: string, previous: typeof before | null = before) =>
      comparedOf({ buckets, previous, to }, Date.parse(now));
    // Of these four days the third is running, and the last has not begun.
    expect(at("2026-11-24T12:00:00Z")).toEqual({ share: 0.25, isWhole: false });
    expect(at(to)).toEqual({ share: (51 - 130) / 130, isWhole: true });
    expect(at("2026-11-22T12:00:00Z")).toEqual({ share: null, isWhole: false });
    expect(at("2026-11-24T12:00:00Z", null).share).toBeNull();
  });

  test("condensing loses no request and keeps the order", () => {
    const bucket = { start, clientErrors: 0, rateLimited: 0, serverErrors: 0, latency: null };
    const buckets = [1, 2, 3, 4, 5, 6].map((succeeded) => ({ ...bucket, succeeded }));
    expect(condensedTotals(buckets, 3)).toEqual([3, 7, 11]);
    expect(condensedTotals(buckets.slice(0, 2), 7)).toEqual([1, 2]);
    expect(condensedTotals([], 7)).toEqual([]);
  });
});
