import { describe, expect, it } from "vitest";
import { expiryDateRange, expiryDays, expiryInstant } from "./expiry";

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
