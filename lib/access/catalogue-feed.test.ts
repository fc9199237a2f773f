import type pg from "pg";
import { expect, it } from "vitest";
import { createCatalogueFeed } from "./catalogue-feed";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A feed of a database that answers each read when it is told to. */
function openFeed() {
  const ends: (() => void)[] = [];
  const pool = {
    query: () => new Promise((resolve) => ends.push(() => resolve({ rows: [] }))),
  } as unknown as pg.Pool; // the feed asks nothing else of it
  const feed = createCatalogueFeed({ pool, log: () => undefined, isCurrent: () => true, replaced: () => undefined });
  return { ends, feed };
}

it("a request waits for the changes that came before it, and not for those that go on coming with every read", async () => {
  const { ends, feed } = openFeed();
  let isAnswered = false;
  const waiting = feed.behind()?.then(() => {
    isAnswered = true;
  });
  for (let reads = 0; reads < 20 && !isAnswered; reads += 1) {
    feed.forget();
    ends[reads]?.();
    await turn();
  }
  expect([isAnswered, ends.length]).toEqual([true, 2]);
  await waiting;
});

it("a change that comes while the catalogue is read is read before the next request is answered", async () => {
  const { ends, feed } = openFeed();
  void feed.behind();
  feed.forget();
  let isAnswered = false;
  const late = feed.behind()?.then(() => {
    isAnswered = true;
  });
  ends[0]?.();
  await turn();
  expect([isAnswered, ends.length]).toEqual([false, 2]);
  ends[1]?.();
  await late;
  expect(feed.behind()).toBeNull();
});
