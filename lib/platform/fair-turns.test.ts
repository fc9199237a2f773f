import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFairTurns } from "./fair-turns";

const bounds = {
  atOnce: 4,
  perSubject: 2,
  perCrowd: 3,
  waiting: 4,
  waitingPerSubject: 3,
  patienceMs: 1_000,
  rounds: 3,
};
const of = (subject: string, crowd: string | null = null) => ({ subject, crowd });
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe("turns", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("leave a subject its share, and the other places to others", async () => {
    const turns = createFairTurns(bounds);
    await Promise.all([turns.take(of("a")), turns.take(of("a"))]);
    const third = vi.fn();
    void turns.take(of("a")).then(third);
    const leaves = await Promise.all([turns.take(of("b")), turns.take(of("c"))]);
    await turn();
    expect(third).not.toHaveBeenCalled();
    for (const leave of leaves) leave();
    await turn();
    // There is room again, and none of it is for more of the same.
    expect(third).not.toHaveBeenCalled();
  });

  it("bound a crowd of many subjects together", async () => {
    const turns = createFairTurns(bounds);
    await Promise.all(["1", "2", "3"].map((name) => turns.take(of(name, "anonymous"))));
    const fourth = vi.fn();
    void turns.take(of("4", "anonymous")).then(fourth);
    await turns.take(of("a"));
    await turn();
    expect(fourth).not.toHaveBeenCalled();
  });

  it("go round the subjects, each of them in its own order, and are over once", async () => {
    const turns = createFairTurns({ ...bounds, atOnce: 1 });
    const order: string[] = [];
    const leave = await turns.take(of("a"));
    const done = ["a1", "a2", "b1"].map(async (name) => {
      const over = await turns.take(of(name.slice(0, 1)));
      order.push(name);
      over();
      over();
    });
    leave();
    await Promise.all(done);
    expect(order).toEqual(["a1", "b1", "a2"]);
  });

  it("are refused where too many of a subject wait, or too many at all, and to nobody else", async () => {
    const turns = createFairTurns({ ...bounds, atOnce: 1 });
    const leave = await turns.take(of("a"));
    const waiting = ["a", "a", "a"].map((name) => turns.take(of(name)));
    await expect(turns.take(of("a"))).rejects.toMatchObject({ code: "NO_TURN" });
    waiting.push(turns.take(of("b")));
    await expect(turns.take(of("c"))).rejects.toMatchObject({ code: "NO_TURN" });
    leave();
    await Promise.all(waiting.map((next) => next.then((over) => over())));
  });

  it("are refused after a wait that was too long, and given to the next all the same", async () => {
    const turns = createFairTurns({ ...bounds, atOnce: 1 });
    const leave = await turns.take(of("a"));
    const late = turns.take(of("b"));
    const refused = expect(late).rejects.toMatchObject({ code: "NO_TURN" });
    vi.advanceTimersByTime(1_000);
    await refused;
    const next = turns.take(of("c"));
    leave();
    expect(await next).toBeTypeOf("function");
  });

  it("are waited for on, up to a bound, while turns of the same subject end well, and no longer for those of others or that fail", async () => {
    const waits = async (holder: string, isWell: boolean) => {
      const turns = createFairTurns({ ...bounds, atOnce: 2 });
      const over = [await turns.take(of("a")), await turns.take(of(holder))];
      // One of the holder's own in each round; the place is taken again before the one that is looked at.
      const outcome = { isRefused: false };
      turns.take(of("b")).catch(() => {
        outcome.isRefused = true;
      });
      const seen: boolean[] = [];
      for (let round = 0; round < 4; round++) {
        const again = turns.take(of(holder), { isFirst: true });
        over.pop()?.(isWell);
        over.push(await again);
        await vi.advanceTimersByTimeAsync(1_000);
        seen.push(outcome.isRefused);
      }
      return seen;
    };
    expect(await waits("b", true)).toEqual([false, false, true, true]);
    expect(await waits("b", false)).toEqual([true, true, true, true]);
    expect(await waits("c", true)).toEqual([true, true, true, true]);
  });

  it("come first for work that others wait for", async () => {
    const turns = createFairTurns({ ...bounds, atOnce: 1 });
    const leave = await turns.take(of("a"));
    const order: string[] = [];
    const take = async (subject: string, isFirst: boolean) => {
      const over = await turns.take(of(subject), { isFirst });
      order.push(subject);
      over();
    };
    const done = [take("b", false), take("a", true)];
    leave();
    await Promise.all(done);
    expect(order).toEqual(["a", "b"]);
  });
});
