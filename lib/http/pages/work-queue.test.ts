import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWorkQueue } from "./work-queue";

const bounds = { atOnce: 2, waiting: 3, waitingPerSubject: 2, patienceMs: 1_000 };

/** Work that ends when the test says so. */
function work(log: string[], name: string) {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    end,
    run: async () => {
      log.push(name);
      await ended;
      return name;
    },
  };
}

describe("a work queue", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

  it("runs no more than its bound at once, the others in their order", async () => {
    const queue = createWorkQueue(bounds);
    const log: string[] = [];
    const [one, two, three, four] = ["1", "2", "3", "4"].map((name) => work(log, name));
    const results = [one, two, three, four].map((item, index) => queue.run(`s${index}`, item?.run ?? (async () => "")));
    await turn();
    expect(log).toEqual(["1", "2"]);
    two?.end();
    await turn();
    expect(log).toEqual(["1", "2", "3"]);
    for (const item of [one, three, four]) item?.end();
    expect(await Promise.all(results)).toEqual(["1", "2", "3", "4"]);
  });

  it("turns away what finds too many waiting, at all or of the same subject", async () => {
    const queue = createWorkQueue(bounds);
    const busy = ["1", "2"].map((name) => work([], name));
    const running = busy.map(({ run }) => queue.run("first", run));
    const waiting = [queue.run("first", async () => "a"), queue.run("first", async () => "b")];
    expect(await queue.run("first", async () => "c")).toBe("full");
    waiting.push(queue.run("second", async () => "d"));
    expect(await queue.run("third", async () => "e")).toBe("full");
    for (const { end } of busy) end();
    expect(await Promise.all([...running, ...waiting])).toEqual(["1", "2", "a", "b", "d"]);
  });

  it("lets those go first who have none at work, so that no subject holds all the places while others wait", async () => {
    const queue = createWorkQueue(bounds);
    const log: string[] = [];
    const [a1, a2, a3, b1] = ["a1", "a2", "a3", "b1"].map((name) => work(log, name));
    for (const item of [a1, a2, a3]) void queue.run("a", item?.run ?? (async () => ""));
    void queue.run("b", b1?.run ?? (async () => ""));
    a1?.end();
    await turn();
    expect(log).toEqual(["a1", "a2", "b1"]);
    b1?.end();
    await turn();
    expect(log).toEqual(["a1", "a2", "b1", "a3"]);
    for (const item of [a2, a3]) item?.end();
    await turn();
  });

  it("turns away what has waited too long, and goes on with the rest", async () => {
    const queue = createWorkQueue(bounds);
    const busy = ["1", "2"].map((name) => work([], name));
    for (const { run } of busy) void queue.run("first", run);
    const late = queue.run("second", async () => "late");
    vi.advanceTimersByTime(1_000);
    expect(await late).toBe("full");
    const after = queue.run("second", async () => "after");
    for (const { end } of busy) end();
    expect(await after).toBe("after");
  });

  it("gives the place of failed work to the next", async () => {
    const queue = createWorkQueue({ ...bounds, atOnce: 1 });
    const failing = queue.run("first", () => Promise.reject(new Error("broken")));
    const next = queue.run("second", async () => "next");
    await expect(failing).rejects.toThrow("broken");
    expect(await next).toBe("next");
  });
});
