import { expect, it } from "vitest";
import { wholeNumberIn } from "./whole-number";

it("takes digits, grouped or not", () => {
  expect(["0", " 12 ", "1,000", "1 000", "1_000", "1,000,000"].map(wholeNumberIn)).toEqual([
    0, 12, 1_000, 1_000, 1_000, 1_000_000,
  ]);
});

it.each(["", "1e3", "-1", "+1", "1.5", "1,5", "1,0000", "12,34,567", ",100", "0x10", "Infinity", "ten"])(
  "takes no “%s” for a number",
  (typed) => {
    expect(wholeNumberIn(typed)).toBeNaN();
  },
);
