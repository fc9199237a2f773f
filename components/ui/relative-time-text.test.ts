import { expect, test } from "vitest";
import { relativeText } from "./relative-time-text";

const now = Date.UTC(2026, 10, 22, 9, 14);

test.each([
  [-20, "just now"],
  [20, "in less than a minute"],
  [-3 * 60, "3 minutes ago"],
  [-26 * 3_600, "1 day ago"],
  [31 * 3_600, "in 1 day"],
  [9 * 86_400 + 5, "in 9 days"],
  [7 * 86_400 - 60, "in 7 days"],
  [7 * 86_400 - 7_200, "in 6 days"],
  [86_400 - 1, "in 24 hours"],
  [-400 * 86_400, "1 year ago"],
])("%i seconds from now reads %s", (seconds, text) => {
  expect(relativeText(now + seconds * 1000, now)).toBe(text);
});
