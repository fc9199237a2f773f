import { expect, test } from "vitest";
import { dayTexts, exactTexts, secondTexts, utcDayTexts } from "./time-texts";

test("what the server writes is in UTC, and says so where it tells the time of day", () => {
  const at = Date.UTC(2026, 10, 22, 9, 14);
  expect(dayTexts.utc(at)).toBe("22 Nov 2026");
  expect(exactTexts.utc(at)).toBe("22 Nov 2026, 09:14 UTC");
  expect(exactTexts.utc("2026-11-22T09:14:59.900Z")).toBe("22 Nov 2026, 09:14 UTC");
  expect(secondTexts.utc("2026-11-22T09:14:59.900Z")).toBe("22 Nov 2026, 09:14:59 UTC");
});

test.each(["2026-12-31T00:00:00Z", "2026-12-31T23:59:59Z"])(
  "the UTC day of %s is that of UTC in every zone, in the words of the reader's locale",
  (at) => {
    expect(utcDayTexts.utc(at)).toBe("31 Dec 2026");
    const told = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
    expect(utcDayTexts.own()(at)).toBe(told.format(new Date(at)));
  },
);
