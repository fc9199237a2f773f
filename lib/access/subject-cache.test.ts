import { describe, expect, it } from "vitest";
import { createSubjectCache } from "./subject-cache";

type Value = { text: string; subjects: string[] | null };

function openCache(maxEntries = 10) {
  const state = { current: true };
  const cache = createSubjectCache<Value>({
    maxEntries,
    subjectsOf: ({ subjects }) => subjects,
    isCurrent: () => state.current,
  });
  const put = (id: string, subjects: string[] | null = [id]) => cache.load(id, async () => ({ text: id, subjects }));
  return { state, cache, put };
}

/** A read that ends when the test says so. */
function pendingRead() {
  const ends: ((text: string) => void)[] = [];
  const read = () => new Promise<Value>((resolve) => ends.push((text) => resolve({ text, subjects: ["app:1"] })));
  return { ends, read };
}

describe("a cache by subjects", () => {
  it("keeps a value until one of its subjects changes", async () => {
    const { cache, put } = openCache();
    await put("a", ["app:1", "org:1"]);
    await put("b", ["app:2", "org:1"]);
    cache.forget("app:3");
    expect([cache.find("a")?.text, cache.find("b")?.text]).toEqual(["a", "b"]);
    cache.forget("app:1");
    expect([cache.find("a"), cache.find("b")?.text]).toEqual([undefined, "b"]);
    cache.forget("org:1");
    expect(cache.find("b")).toBeUndefined();
  });

  it("does not keep what has no subjects", async () => {
    const { cache, put } = openCache();
    expect((await put("a", null)).text).toBe("a");
    expect(cache.find("a")).toBeUndefined();
  });

  it("knows nothing while changes may have been missed", async () => {
    const { cache, put, state } = openCache();
    await put("a");
    state.current = false;
    expect(cache.find("a")).toBeUndefined();
    state.current = true;
    expect(cache.find("a")?.text).toBe("a");
    cache.forgetAll();
    expect(cache.find("a")).toBeUndefined();
  });

  it("reads once for all that wait, and again when something changed meanwhile", async () => {
    const { cache } = openCache();
    const { ends, read } = pendingRead();
    const waiting = [cache.load("a", read), cache.load("a", read)];
    expect(ends).toHaveLength(1);
    cache.forget("app:1");
    ends[0]?.("before");
    await new Promise((resolve) => setImmediate(resolve));
    expect(ends).toHaveLength(2);
    ends[1]?.("after");
    expect((await Promise.all(waiting)).map(({ text }) => text)).toEqual(["after", "after"]);
    expect(cache.find("a")?.text).toBe("after");
  });

  it("reads anew after a read that failed", async () => {
    const { cache, put } = openCache();
    const failing = cache.load("a", () => Promise.reject(new Error("away")));
    await expect(failing).rejects.toThrow("away");
    expect((await put("a")).text).toBe("a");
  });

  it("drops the least recently used beyond its size, with its subjects", async () => {
    const { cache, put } = openCache(2);
    for (const id of ["a", "b"]) await put(id);
    cache.find("a");
    await put("c");
    expect(["a", "b", "c"].map((id) => cache.find(id)?.text)).toEqual(["a", undefined, "c"]);
    cache.forget("b");
    expect(cache.find("a")?.text).toBe("a");
  });
});

describe("a read while other things change", () => {
  /** A read of `value` that lasts for as many changes as are announced, one in each turn of the event loop. */
  function slowRead(announce: (turn: number) => void, value: (reads: number) => Value) {
    const state = { reads: 0 };
    const read = async () => {
      state.reads += 1;
      const read = value(state.reads);
      for (let turn = 0; turn < 20; turn++) {
        announce(turn);
        await new Promise((resolve) => setImmediate(resolve));
      }
      return read;
    };
    return { state, read };
  }
  const valueAt = (reads: number): Value => ({ text: String(reads), subjects: ["app:1", "org:1"] });

  it("ends with one read that is kept, however many others change", async () => {
    const { cache } = openCache();
    const { state, read } = slowRead((turn) => cache.forget(`user:${turn}`), valueAt);
    expect((await cache.load("a", read)).text).toBe("1");
    expect(state.reads).toBe(1);
    expect(cache.find("a")?.text).toBe("1");
  });

  it("reads again when its own subject changed, and keeps what it then found", async () => {
    const { cache } = openCache();
    const { state, read } = slowRead((turn) => {
      cache.forget(`user:${turn}`);
      if (state.reads === 1 && turn === 7) cache.forget("org:1");
    }, valueAt);
    expect((await cache.load("a", read)).text).toBe("2");
    expect(cache.find("a")?.text).toBe("2");
  });

  it("ends and keeps nothing when its own subject changes with every read", async () => {
    const { cache } = openCache();
    const { state, read } = slowRead(() => cache.forget("app:1"), valueAt);
    expect((await cache.load("a", read)).text).toBe("2");
    expect(state.reads).toBe(2);
    expect(cache.find("a")).toBeUndefined();
  });

  it("ends and keeps nothing when everything is forgotten with every read", async () => {
    const { cache } = openCache();
    const { state, read } = slowRead(() => cache.forgetAll(), valueAt);
    await cache.load("a", read);
    expect(state.reads).toBe(2);
    expect(cache.find("a")).toBeUndefined();
  });

  it("misses no change of its subject among more changes than are remembered", async () => {
    const { cache } = openCache();
    const { state, read } = slowRead((turn) => {
      if (state.reads > 1) return;
      if (turn === 0) cache.forget("app:1");
      for (let other = 0; other < 1_000; other++) cache.forget(`user:${turn}-${other}`);
    }, valueAt);
    expect((await cache.load("a", read)).text).toBe("2");
  });

  it("ends for what does not exist, too", async () => {
    const { cache } = openCache();
    const { state, read } = slowRead(
      (turn) => cache.forget(`user:${turn}`),
      () => ({ text: "none", subjects: null }),
    );
    await cache.load("a", read);
    expect(state.reads).toBe(2);
  });

  it("gives a caller that comes after a change what was read after it, though an older read is under way", async () => {
    const { cache } = openCache();
    const { ends, read } = pendingRead();
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const early = cache.load("a", read);
    cache.forget("app:1");
    ends[0]?.("first");
    await turn();
    cache.forget("app:1");
    const late = cache.load("a", read);
    ends[1]?.("second");
    await turn();
    expect(ends).toHaveLength(3);
    ends[2]?.("third");
    expect([(await early).text, (await late).text]).toEqual(["second", "third"]);
    expect(cache.find("a")?.text).toBe("third");
  });
});
