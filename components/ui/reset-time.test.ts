import { describe, expect, test } from "vitest";
import { resetDistance, resetMoment } from "./reset-time";

const now = Date.parse("2026-11-22T15:30:10.000Z");

describe("resetMoment", () => {
  test("names day, time and zone of a reset on another day", () => {
    expect(resetMoment("2026-12-01T00:00:00.000Z", now, "en-GB")).toBe("1 Dec, 00:00 UTC");
  });
  test("is written as the reader's locale has it, and still in UTC", () => {
    expect(resetMoment("2026-12-01T00:00:00.000Z", now, "en-US")).toBe("Dec 1, 12:00 AM UTC");
    expect(resetMoment("2026-12-01T00:00:00.000Z", now, "de-DE")).toBe("1. Dez., 00:00 UTC");
  });
  test("leaves the day out when it is today in UTC", () => {
    expect(resetMoment("2026-11-22T15:31:00.000Z", now, "en-GB")).toBe("15:31 UTC");
  });
  test("adds the year when it is another one", () => {
    expect(resetMoment("2027-01-01T00:00:00.000Z", now, "en-GB")).toBe("1 Jan 2027, 00:00 UTC");
  });
  test("calls midnight tonight by its own day", () => {
    expect(resetMoment("2026-11-23T00:00:00.000Z", now, "en-GB")).toBe("23 Nov, 00:00 UTC");
  });
});

describe("resetDistance", () => {
  test.each([
    ["2026-12-01T00:00:00.000Z", "in 9 days"],
    ["2026-11-24T15:30:10.000Z", "in 2 days"],
    ["2026-11-24T00:00:00.000Z", "in 33 hours"],
    ["2026-11-23T00:00:00.000Z", "in 9 hours"],
    ["2026-11-22T15:31:00.000Z", "in 50 seconds"],
    ["2026-11-22T15:30:10.400Z", "in 1 second"],
    ["2026-11-22T15:40:00.000Z", "in 10 minutes"],
    ["2026-11-22T15:30:10.000Z", "now"],
    ["2026-11-22T15:30:00.000Z", "now"],
  ])("%s is %s", (resetsAt, text) => {
    expect(resetDistance(resetsAt, now)).toBe(text);
  });
});
