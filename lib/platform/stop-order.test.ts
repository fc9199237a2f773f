import { expect, it } from "vitest";
import { createStopOrder } from "./stop-order";

it("closes what was opened last first, whatever fails or hangs before it, and tells the first failure", async () => {
  const order = createStopOrder();
  const closed: string[] = [];
  order.opened("the first", async () => closed.push("first"), 1_000);
  order.opened("the hanging one", () => new Promise(() => undefined), 10);
  order.opened("the failing one", () => Promise.reject(new Error("it failed")), 1_000);
  order.opened("the last", async () => closed.push("last"), 1_000);
  await expect(order.stop()).rejects.toThrow("it failed");
  expect(closed).toEqual(["last", "first"]);
});

it("names what did not end in its time, and closes nothing twice", async () => {
  const order = createStopOrder();
  let times = 0;
  order.opened("the counted one", async () => times++, 1_000);
  order.opened("the hanging one", () => new Promise(() => undefined), 10);
  await expect(order.stop()).rejects.toThrow("the hanging one did not end within 0.01 seconds");
  await order.stop();
  expect(times).toBe(1);
});
