import { expect, it } from "vitest";
import { askedFigures } from "./figure-span";

const now = Date.parse("2026-06-10T12:00:00Z");
const ask = (from: string, to: string, window?: "hour" | "day" | "month") =>
  askedFigures({ from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z`, ...(window ? { window } : {}) }, now);

it("shows three days by hour, a quarter by day and a year by month, where nothing else is chosen", () => {
  expect(ask("2026-06-01", "2026-06-04").window).toBe("hour");
  expect(ask("2026-03-01", "2026-06-01").window).toBe("day");
  expect(ask("2025-06-01", "2026-06-01").window).toBe("month");
  expect(ask("2025-06-01", "2026-06-01", "day").window).toBe("day");
});

it("offers no windows that are not kept or too many to be seen, and shows none that its address names", () => {
  expect(ask("2026-06-01", "2026-06-04").windows).toEqual(["hour", "day", "month"]);
  expect(ask("2026-01-01", "2026-01-03", "hour")).toMatchObject({ window: "day", windows: ["day", "month"] });
  expect(ask("2026-04-01", "2026-06-01", "hour")).toMatchObject({ window: "day", windows: ["day", "month"] });
  expect(ask("2020-01-01", "2026-06-01", "day")).toMatchObject({ window: "month", windows: ["month"] });
});

it("takes half of a span, one the wrong way around and one of centuries for none", () => {
  const none = { window: "day", windows: ["hour", "day", "month"] };
  expect(askedFigures({ from: "2026-06-01T00:00:00Z" }, now)).toEqual(none);
  expect(ask("2026-06-04", "2026-06-01")).toEqual(none);
  expect(ask("1970-01-01", "9999-01-01")).toEqual(none);
  expect(askedFigures({ window: "month" }, now).window).toBe("month");
});
