import { expect, test } from "vitest";
import { placeAt, stepOf } from "./chart-plot";
import { axisLines, countLines } from "./chart-scale";

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [10, [0, 5, 10]],
  [87, [0, 50, 100]],
  [100, [0, 25, 50, 75, 100]],
  [12_345, [0, 5_000, 10_000, 15_000]],
])("counts up to %i get round lines", (highest, lines) => {
  expect(countLines(highest)).toEqual(lines);
});

test("an axis reaches above what it shows, with few lines, at every size", () => {
  for (let highest = 0.003; highest < 1e9; highest *= 1.7) {
    const lines = axisLines(highest);
    expect(lines.at(-1)).toBeGreaterThanOrEqual(highest * (1 - 1e-9));
    expect(lines.length).toBeLessThanOrEqual(6);
  }
});

test("a place in the plot is the bucket it lies in, and beside the plot the nearest", () => {
  const size = { width: 562, buckets: 10 };
  expect(stepOf(size)).toBe(50);
  expect([0, 50, 99.9, 100, 549, 900].map((x) => placeAt(x, size))).toEqual([0, 0, 0, 1, 9, 9]);
});
