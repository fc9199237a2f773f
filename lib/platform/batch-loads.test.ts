import { expect, test } from "vitest";
import { batchLoads } from "./batch-loads";

/** A load that ends when the test says so. */
function heldLoad() {
  const calls: { keys: readonly number[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const load = (keys: readonly number[]) =>
    new Promise<readonly string[]>((resolve, reject) => {
      calls.push({ keys, answer: () => resolve(keys.map((key) => `value ${key}`)), fail: reject });
    });
  return { calls, load };
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test("what is asked for in one turn is loaded together, up to the most that a load may have", async () => {
  const { calls, load } = heldLoad();
  const one = batchLoads(load, { most: 2 });
  const values = [1, 2, 3].map(one);
  await turn();
  expect(calls.map(({ keys }) => keys)).toEqual([[1, 2], [3]]);
  for (const { answer } of calls) answer();
  expect(await Promise.all(values)).toEqual(["value 1", "value 2", "value 3"]);
});

test("beyond the loads that may be under way it waits, and is loaded with what came meanwhile", async () => {
  const { calls, load } = heldLoad();
  const one = batchLoads(load, { atOnce: 1 });
  const first = one(1);
  await turn();
  const later = [2, 3].map(one);
  await turn();
  expect(calls).toHaveLength(1);
  calls[0]?.answer();
  await turn();
  expect(calls.map(({ keys }) => keys)).toEqual([[1], [2, 3]]);
  calls[1]?.answer();
  expect(await Promise.all([first, ...later])).toEqual(["value 1", "value 2", "value 3"]);
});

test("a load that fails fails for what waits behind it too, and for nothing that is asked for afterwards", async () => {
  const { calls, load } = heldLoad();
  const one = batchLoads(load, { atOnce: 1 });
  const first = one(1);
  await turn();
  const behind = one(2);
  calls[0]?.fail(new Error("away"));
  await expect(first).rejects.toThrow("away");
  await expect(behind).rejects.toThrow("away");
  const after = one(3);
  await turn();
  calls[1]?.answer();
  expect(await after).toBe("value 3");
});
