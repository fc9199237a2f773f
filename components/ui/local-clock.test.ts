import { expect, test } from "vitest";
import { clockOf, instantOf } from "./local-clock";

test.each([
  ["2026-07-01T00:00", "Europe/Berlin", "2026-06-30T22:00:00.000Z"],
  ["2026-12-01T00:00", "Europe/Berlin", "2026-11-30T23:00:00.000Z"],
  ["2026-10-26T00:00", "Europe/Berlin", "2026-10-25T23:00:00.000Z"],
  ["2026-03-08T03:30", "America/New_York", "2026-03-08T07:30:00.000Z"],
  ["2026-11-22T05:30", "Asia/Kolkata", "2026-11-22T00:00:00.000Z"],
  ["2026-11-22T15:04", "UTC", "2026-11-22T15:04:00.000Z"],
])("%s in %s is %s, there and back", (clock, zone, instant) => {
  expect(new Date(instantOf(clock, zone) ?? 0).toISOString()).toBe(instant);
  expect(clockOf(Date.parse(instant), zone)).toBe(clock);
});

test.each(["", "2026-11-22", "2026-13-01T00:00", "yesterday"])("%j is no time", (clock) => {
  expect(instantOf(clock, "UTC")).toBeNull();
});
