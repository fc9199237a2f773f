import { expect, it } from "vitest";
import { wholeNumberIn } from "./whole-number";

it("takes digits, grouped or not", () => {
  expect(["0", " 12 ", "1,000", "1 000", "1_000"].map(wholeNumberIn)).toEqual([0, 12, 1_000, 1_000, 1_000]);
});

it.each(["", "1e3", "-1", "+1", "1.5", "0x10", "Infinity", "ten"])("takes no “%s” for a number", (typed) => {
  expect(wholeNumberIn(typed)).toBeNaN();
});
