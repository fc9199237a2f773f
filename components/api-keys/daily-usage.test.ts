import { describe, expect, it } from "vitest";
import { barOf, totalsOf } from "./daily-usage";

const day = (requests: number, errors = 0, rateLimited = 0) => ({ date: "2026-11-22", requests, errors, rateLimited });

describe("daily usage", () => {
  it("totals keep 429 apart from other errors", () => {
    expect(totalsOf([day(10, 1, 2), day(5, 1, 0)])).toEqual({ requests: 15, errors: 2, rateLimited: 2 });
    expect(totalsOf([])).toEqual({ requests: 0, errors: 0, rateLimited: 0 });
  });

  it("a bar's parts add up to its share of the busiest day", () => {
    expect(barOf(day(50, 10, 15), 100)).toEqual({ succeeded: 25, rateLimited: 15, errors: 10 });
  });

  it("a single failure among thousands is still seen, and nothing is drawn for nothing", () => {
    expect(barOf(day(10_000, 1), 10_000).errors).toBeGreaterThan(0);
    expect(barOf(day(0), 0)).toEqual({ succeeded: 0, rateLimited: 0, errors: 0 });
  });
});
