import { describe, expect, it } from "vitest";
import { expiryDateRange, expiryDays, expiryInstant } from "./expiry";
import { utcDay } from "./utc-date";

const now = Date.parse("2026-12-30T22:15:00Z");

describe("expiry", () => {
  it("presets are whole days and never is no expiry at all", () => {
    expect(expiryDays({ preset: "90", date: "" }, now, 365)).toEqual({ days: 90 });
    expect(expiryDays({ preset: "never", date: "" }, now, 365)).toEqual({ days: null });
  });

  it("a custom date ends the credential on that very UTC day, across a year's end", () => {
    const choice = { preset: "custom", date: "2027-01-01" } as const;
    expect(expiryDays(choice, now, 365)).toEqual({ days: 2 });
    expect(expiryInstant(choice, now, 365)?.toISOString()).toBe("2027-01-01T22:15:00.000Z");
  });

  it("refuses no date, a date that is not one, today and dates beyond the maximum", () => {
    for (const date of ["", "2027-02-31x", "2026-12-30", "2020-01-01", "2028-01-01"]) {
      expect(expiryDays({ preset: "custom", date }, now, 365).problem, date).toBeTypeOf("string");
      expect(expiryInstant({ preset: "custom", date }, now, 365)).toBeNull();
    }
  });

  it("every date that the picker offers is accepted", () => {
    const { min, max } = expiryDateRange(now, 365);
    expect(expiryDays({ preset: "custom", date: min }, now, 365)).toEqual({ days: 1 });
    expect(expiryDays({ preset: "custom", date: max }, now, 365)).toEqual({ days: 365 });
  });
});

describe("utcDay", () => {
  it("names the day in UTC, not in the reader's zone", () => {
    expect(utcDay("2026-12-31T23:59:59Z")).toBe("31 Dec 2026");
  });
});
