import { describe, expect, test } from "vitest";
import { bucketName, tickName, tickStarts } from "./bucket-time";

const now = Date.parse("2026-11-22T15:30:00.000Z");

function starts(count: number, stepMs: number): string[] {
  const last = Date.parse("2026-11-22T15:00:00.000Z");
  return Array.from({ length: count }, (_, index) => new Date(last - (count - 1 - index) * stepMs).toISOString());
}

describe("bucket names", () => {
  test("an hour names its whole span and the zone", () => {
    expect(bucketName("2026-11-14T23:00:00.000Z", "hour", now)).toBe("14 Nov, 23:00–00:00 UTC");
  });
  test("a day is its date", () => {
    expect(bucketName("2026-11-14T00:00:00.000Z", "day", now)).toBe("14 Nov");
    expect(bucketName("2025-12-31T00:00:00.000Z", "day", now)).toBe("31 Dec 2025");
  });
  test("midnight on an hourly axis is the date", () => {
    expect(tickName("2026-11-14T00:00:00.000Z", "hour", now)).toBe("14 Nov");
    expect(tickName("2026-11-14T06:00:00.000Z", "hour", now)).toBe("06:00");
  });
});

describe("tickStarts", () => {
  test("never gives more than asked, and keeps the newest", () => {
    const days = starts(90, 86_400_000);
    const ticks = tickStarts(days, "day", 7);
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(ticks.at(-1)).toBe(days.at(-1));
  });
  test("marks only midnights when hours span several days", () => {
    const ticks = tickStarts(starts(168, 3_600_000), "hour", 7);
    expect(ticks).toHaveLength(7);
    expect(ticks.every((start) => start.slice(11, 13) === "00")).toBe(true);
  });
});
