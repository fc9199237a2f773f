import { expect, it } from "vitest";
import { createFairQueue, type QueuePath } from "./fair-queue";

/** A queue whose one place is taken until `next` is called, and the names of the work that ran, in order. */
function busyQueue(waiting: number, waitingPerGroup = waiting) {
  const queue = createFairQueue({ atOnce: 1, waiting, waitingPerGroup });
  const ran: string[] = [];
  const refused: string[] = [];
  let end: () => void = () => undefined;
  const add = (path: QueuePath, name = path.join(" "), signal?: AbortSignal) =>
    queue
      .run(
        path,
        () =>
          new Promise<void>((resolve) => {
            ran.push(name);
            end = resolve;
          }),
        signal,
      )
      .then((outcome) => void (outcome ?? refused.push(name)));
  void add(["first"]);
  const drain = async () => {
    for (let turns = 0; turns <= 2 * (waiting + 1); turns++) {
      end();
      await new Promise(setImmediate);
    }
    return ran.slice(1);
  };
  return { add, drain, refused };
}

const settled = () => new Promise(setImmediate);

it("groups take turns, and within them their own groups do", async () => {
  const { add, drain } = busyQueue(20);
  for (const name of ["a1", "a2", "a3", "a4"]) void add(["A", "x"], name);
  void add(["A", "y"], "ay");
  void add(["B", "x"], "b1");
  void add(["C", "x"], "c1");
  void add(["C", "x"], "c2");
  expect(await drain()).toEqual(["a1", "b1", "c1", "ay", "c2", "a2", "a3", "a4"]);
});

it("a newcomer to a full queue takes the newest place of the largest group, at each level", async () => {
  const { add, drain, refused } = busyQueue(6);
  for (const name of ["a1", "a2", "a3", "a4"]) void add(["A", "x"], name);
  for (const name of ["b1", "b2"]) void add(["B", "x"], name);
  void add(["C", "x"], "c1");
  await settled();
  expect(refused).toEqual(["a4"]);
  // Group A is the largest: what comes to it takes the place of its own larger part.
  void add(["A", "y"], "ay");
  await settled();
  expect(refused).toEqual(["a4", "a3"]);
  void add(["A", "x"], "a5");
  void add(["C", "x"], "c2");
  await settled();
  expect(refused).toEqual(["a4", "a3", "a5", "a2"]);
  void add(["C", "x"], "c3");
  await settled();
  // All are of one size now: none gives way.
  expect(refused.at(-1)).toBe("c3");
  expect((await drain()).toSorted()).toEqual(["a1", "ay", "b1", "b2", "c1", "c2"]);
});

it("one widest group has so many places and no more, for all who ask in it", async () => {
  const { add, drain, refused } = busyQueue(10, 3);
  for (const name of ["a1", "a2", "a3", "a4"]) void add(["A", "x"], name);
  await settled();
  expect(refused).toEqual(["a4"]);
  void add(["A", "y"], "ay");
  void add(["B", "x"], "b1");
  await settled();
  expect(refused).toEqual(["a4", "a3"]);
  expect((await drain()).toSorted()).toEqual(["a1", "a2", "ay", "b1"]);
});

it("work that is given up leaves its place, and begins no more", async () => {
  const { add, drain, refused } = busyQueue(2);
  const gone = new AbortController();
  void add(["A"], "a1", gone.signal);
  void add(["B"], "b1");
  gone.abort();
  void add(["C"], "c1", AbortSignal.abort());
  void add(["D"], "d1");
  await settled();
  expect(refused).toEqual(["a1", "c1"]);
  expect(await drain()).toEqual(["b1", "d1"]);
});

it("runs as many at once as it may, and goes on after one that failed", async () => {
  const queue = createFairQueue({ atOnce: 2, waiting: 9, waitingPerGroup: 9 });
  let now = 0;
  let most = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) =>
      queue.run([`group ${index % 3}`], async () => {
        now += 1;
        most = Math.max(most, now);
        await settled();
        now -= 1;
        if (index === 0) throw new Error("failed");
        return index;
      }),
    ),
  );
  expect([most, outcomes.map(({ status }) => status).filter((status) => status === "rejected").length]).toEqual([2, 1]);
  expect(outcomes[7]).toEqual({ status: "fulfilled", value: { result: 7 } });
});
