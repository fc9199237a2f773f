import { expect, test } from "vitest";
import { waitText } from "./wait-text";

test.each([
  [0, "1 second"],
  [1, "1 second"],
  [41, "41 seconds"],
  [91, "2 minutes"],
  [3_599, "60 minutes"],
  [7_201, "3 hours"],
  [864_000, "10 days"],
])("%i seconds are told as %s, never too short", (seconds, text) => {
  expect(waitText(seconds)).toBe(text);
});
