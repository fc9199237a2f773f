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

  it("drops the oldest beyond its size", async () => {
    const { cache, put } = openCache(2);
    for (const id of ["a", "b", "c"]) await put(id);
    expect(["a", "b", "c"].map((id) => cache.find(id)?.text)).toEqual([undefined, "b", "c"]);
  });
});
