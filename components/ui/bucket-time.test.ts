import { describe, expect, test } from "vitest";
import { bucketName, spanName, tickName, tickPlaces } from "./bucket-time";
import { zoneText } from "./zoned-time";

const now = Date.parse("2026-11-22T15:30:00.000Z");
const hourly = { interval: "hour", zone: "UTC" } as const;
const daily = { interval: "day", zone: "UTC" } as const;

function starts(count: number, stepMs: number): string[] {
  const last = Date.parse("2026-11-22T15:00:00.000Z");
  return Array.from({ length: count }, (_, index) => new Date(last - (count - 1 - index) * stepMs).toISOString());
}

describe("bucket names", () => {
  test("hours and minutes name their whole span, on the clocks of the zone", () => {
    expect(bucketName("2026-11-14T23:00:00.000Z", hourly, now, "en-GB")).toBe("14 Nov, 23:00–00:00");
    expect(bucketName("2026-11-14T23:00:00.000Z", { ...hourly, zone: "Asia/Kolkata" }, now, "en-GB")).toBe(
      "15 Nov, 04:30–05:30",
    );
    expect(bucketName("2026-11-14T23:07:00.000Z", { ...hourly, interval: "minute" }, now, "en-GB")).toBe(
      "14 Nov, 23:07–23:08",
    );
  });
  test("a day is its date in the zone, and a month its name", () => {
    expect(bucketName("2026-11-14T00:00:00.000Z", daily, now, "en-GB")).toBe("14 Nov");
    expect(bucketName("2025-12-31T00:00:00.000Z", daily, now, "en-GB")).toBe("31 Dec 2025");
    expect(bucketName("2026-11-13T23:00:00.000Z", { ...daily, zone: "Europe/Berlin" }, now, "en-GB")).toBe("14 Nov");
    expect(bucketName("2026-11-01T00:00:00.000Z", { ...daily, interval: "month" }, now, "en-GB")).toBe("Nov 2026");
  });
  test("midnight on an hourly axis is the date", () => {
    expect(tickName("2026-11-14T00:00:00.000Z", hourly, now, "en-GB")).toBe("14 Nov");
    expect(tickName("2026-11-14T06:00:00.000Z", hourly, now, "en-GB")).toBe("06:00");
    expect(tickName("2026-11-14T00:00:00.000Z", { ...hourly, zone: "America/New_York" }, now, "en-GB")).toBe("19:00");
  });
  test("an hour that the end of summer time repeats is named with its offset, both times", () => {
    const steps = { interval: "hour", zone: "America/New_York" } as const;
    const names = ["04", "05", "06", "07"].map((hour) =>
      bucketName(`2026-11-01T${hour}:00:00.000Z`, steps, now, "en-GB"),
    );
    expect(names).toEqual([
      ...["1 Nov, 00:00–01:00", "1 Nov, 01:00 (UTC−4)", "1 Nov, 01:00 (UTC−5)", "1 Nov, 02:00–03:00"],
    ]);
  });
  test("days, months and times of day are written as the reader's locale has them", () => {
    const nameIn = (locale: string) => [
      bucketName("2026-11-14T00:00:00.000Z", daily, now, locale),
      bucketName("2025-12-31T00:00:00.000Z", daily, now, locale),
      bucketName("2026-11-01T00:00:00.000Z", { ...daily, interval: "month" }, now, locale),
      bucketName("2026-11-14T23:00:00.000Z", hourly, now, locale),
      tickName("2026-11-14T06:00:00.000Z", hourly, now, locale),
    ];
    expect(nameIn("en-US")).toEqual(["Nov 14", "Dec 31, 2025", "Nov 2026", "Nov 14, 11:00 PM–12:00 AM", "6:00 AM"]);
    expect(nameIn("de-DE")).toEqual(["14. Nov.", "31. Dez. 2025", "Nov. 2026", "14. Nov., 23:00–00:00", "06:00"]);
    // Figures are counted by Gregorian months, so they are named also where another calendar is in use.
    expect(nameIn("th-TH")[2]).toContain("2026");
  });
  test("a span names its first and last day, or its first and last moment", () => {
    const days = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-08T00:00:00.000Z" };
    expect(spanName({ ...days, ...daily }, now, "en-GB")).toBe("1 Nov – 7 Nov");
    expect(spanName({ ...days, ...hourly }, now, "en-GB")).toBe("1 Nov, 00:00 – 8 Nov, 00:00");
    expect(spanName({ ...days, ...daily, interval: "month" }, now, "en-GB")).toBe("Nov 2026");
  });
  test("a span ends on its last day also where days begin after midnight, since usage is kept by UTC's hours", () => {
    const zone = "Asia/Kolkata";
    const days = { from: "2026-10-19T19:00:00.000Z", to: "2026-11-05T19:00:00.000Z" };
    expect(spanName({ ...days, interval: "day", zone }, now, "en-GB")).toBe("20 Oct – 5 Nov");
    expect(spanName({ ...days, to: "2026-11-05T19:30:00.000Z", interval: "day", zone }, now, "en-GB")).toBe(
      "20 Oct – 6 Nov",
    );
  });
  test("a zone is printed with what its clocks show at that time of the year", () => {
    expect(zoneText("UTC", new Date(now))).toBe("UTC");
    expect(zoneText("Asia/Kolkata", new Date(now + 31_500))).toBe("Asia/Kolkata (UTC+5:30)");
    expect(zoneText("America/New_York", new Date(now + 59_999))).toBe("America/New_York (UTC−5)");
    expect(zoneText("Europe/Berlin", new Date(now))).toBe("Europe/Berlin (UTC+1)");
    expect(zoneText("Europe/Berlin", new Date("2026-07-01T00:00:00Z"))).toBe("Europe/Berlin (UTC+2)");
    expect(zoneText("America/St_Johns", new Date(now))).toBe("America/St_Johns (UTC−3:30)");
    const [from, to] = [new Date("2026-10-15T00:00:00Z"), new Date(now)];
    expect(zoneText("America/New_York", from, to)).toBe("America/New_York (UTC−4, then UTC−5)");
    expect(zoneText("Asia/Kolkata", from, to)).toBe("Asia/Kolkata (UTC+5:30)");
    expect(zoneText("UTC", from, to)).toBe("UTC");
  });
});

describe("tickPlaces", () => {
  test("never gives more than asked, and keeps the newest", () => {
    const ticks = tickPlaces(starts(90, 86_400_000), daily, 7);
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(ticks.at(-1)).toBe(89);
  });
  test("marks only midnights of the zone when hours span several days", () => {
    const hours = starts(168, 3_600_000);
    for (const [zone, hour] of [
      ["UTC", "00"],
      ["Europe/Berlin", "23"],
    ] as const) {
      const ticks = tickPlaces(hours, { ...hourly, zone }, 7);
      expect([zone, ticks.map((place) => hours[place]?.slice(11, 13))]).toEqual([zone, Array(7).fill(hour)]);
    }
  });
});
