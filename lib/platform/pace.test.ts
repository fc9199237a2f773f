import { expect, it } from "vitest";
import { countTurns } from "@/lib/testing/count-turns";
import { mapPaced } from "./pace";

it("mapping a long list lets others have their turn, and keeps the order", async () => {
  const { turns, stop } = countTurns();
  const until = (ms: number) => {
    while (performance.now() < ms);
  };
  const mapped = await mapPaced(
    Array.from({ length: 400 }, (_, index) => index),
    (index) => {
      until(performance.now() + 0.2);
      return index * 2;
    },
  );
  stop();
  expect(mapped.slice(-2)).toEqual([796, 798]);
  // 80 ms of work in slices of 8 to 18.
  expect(turns()).toBeGreaterThanOrEqual(3);
});
