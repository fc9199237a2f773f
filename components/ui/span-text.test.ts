import { expect, it } from "vitest";
import { creditsText } from "./credits-text";
import { windowText } from "./span-text";

it("windows and refills are told in words, not in what a request would name them by", () => {
  expect(windowText({ limit: 4_000, per: "1d" })).toBe("4,000 in each day");
  expect(windowText({ limit: 20, per: "10s", sliding: true })).toBe("20 in any 10 seconds");
  expect(windowText({ limit: 50, per: "1mo" })).toBe("50 in each calendar month");
  const refill = { amount: 2_500, every: "7d", on: null };
  expect(creditsText({ remaining: 12, refill })).toBe("12 left; refilled to 2,500 every 7 days");
});
