import "server-only";

/** How long a computation may hold the event loop before it lets others run, in milliseconds. */
const sliceMs = 8;
/** How many items are mapped between two looks at the clock. */
const itemsPerLook = 50;

/** To be awaited between small pieces of work: lets other requests run when a slice is over. */
export type Pace = () => Promise<void>;

/** A pace that begins now. */
export function createPace(): Pace {
  let startedMs = performance.now();
  return async () => {
    if (performance.now() - startedMs < sliceMs) return;
    await nextTurn();
    startedMs = performance.now();
  };
}

/** Lets everything run that waits for the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** `items.map(map)` for lists so long that other requests would wait. */
export async function mapPaced<T, Result>(items: readonly T[], map: (item: T) => Result): Promise<Result[]> {
  const pace = createPace();
  const results: Result[] = [];
  for (const item of items) {
    if (results.length % itemsPerLook === 0) await pace();
    results.push(map(item));
  }
  return results;
}
