import { expect, it } from "vitest";
import { oneAtATime } from "./one-at-a-time";
import { nextTurn } from "./pace";

/** A task that is under way until it is ended; `most` is how many runs were under way at once. */
function openTask() {
  const ends: (() => void)[] = [];
  const seen = { started: 0, running: 0, most: 0 };
  const once = oneAtATime(async () => {
    seen.started += 1;
    seen.running += 1;
    seen.most = Math.max(seen.most, seen.running);
    await new Promise<void>((resolve) => ends.push(resolve));
    seen.running -= 1;
  });
  return { once, seen, end: () => ends.shift()?.() };
}

it("runs never overlap, however soon after the end of one a task is asked for again", async () => {
  for (let turns = 0; turns < 10; turns++) {
    const { once, seen, end } = openTask();
    const calls = [once(), once()];
    end();
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    calls.push(once());
    let isDone = false;
    const done = Promise.all(calls).then(() => {
      isDone = true;
    });
    while (!isDone) {
      end();
      await nextTurn();
    }
    await done;
    expect(seen.most).toBe(1);
  }
});

it("calls during a run share one more that starts after it", async () => {
  const { once, seen, end } = openTask();
  const first = once();
  const others = [once(), once(), once()];
  expect(seen.started).toBe(1);
  end();
  await first;
  await expect.poll(() => seen.started).toBe(2);
  end();
  await Promise.all(others);
  expect(seen.started).toBe(2);
});
