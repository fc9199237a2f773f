import { expect, it } from "vitest";
import { randomFrom } from "@/lib/testing/random-from";
import { isoTime } from "./iso-time";

it("writes every moment as the language does, at the bounds of minutes, days and years too", () => {
  const random = randomFrom(7);
  const drawn = Array.from({ length: 20_000 }, () => random(253_402_300) * 1_000 + random(1_000));
  const near = ["1970-01-01", "2024-02-29", "2026-12-31", "9999-12-31"].flatMap((day) => {
    const start = Date.parse(`${day}T00:00:00Z`);
    return [0, 1, 999, 1_000, 59_999, 60_000, 86_399_999].map((more) => start + more);
  });
  const odd = [0.4, 1_699.999, -1, -62_198_755_200_000, Date.UTC(10_000, 0), 8.64e15];
  for (const ms of [...drawn, ...near, ...odd]) expect(isoTime(ms)).toBe(new Date(ms).toISOString());
});

it("refuses what is no moment", () => {
  for (const none of [Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1])
    expect(() => isoTime(none)).toThrow(RangeError);
});
