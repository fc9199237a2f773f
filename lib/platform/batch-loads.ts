import "server-only";

/** How much is loaded together: how many keys a load has at most, and how many loads are under way at once. */
type BatchBounds = { most?: number; atOnce?: number };

/**
 * Loads one by one what is loaded together: all that is asked for in one turn of the event loop is one call of `load`.
 * Beyond its bounds it waits, and is loaded with what came meanwhile. A load that fails fails for all that it was for, and
 * for all that waits behind it: no caller waits twice for what does not answer.
 */
export function batchLoads<Key, Value>(
  load: (keys: readonly Key[]) => Promise<readonly Value[]>,
  { most = 1_000, atOnce = 2 }: BatchBounds = {},
): (key: Key) => Promise<Value> {
  type Asked = { key: Key; resolve: (value: Value) => void; reject: (reason: unknown) => void };
  let asked: Asked[] = [];
  let underWay = 0;
  let isDue = false;

  async function loadTogether(part: readonly Asked[]): Promise<void> {
    try {
      const values = await load(part.map(({ key }) => key));
      // One value for every key, also where the value is undefined.
      for (const [index, { resolve }] of part.entries()) resolve(values[index] as Value);
    } catch (error) {
      for (const { reject } of [...part, ...asked]) reject(error);
      asked = [];
    } finally {
      underWay -= 1;
      loadNext();
    }
  }

  function loadNext(): void {
    while (asked.length > 0 && underWay < atOnce) {
      underWay += 1;
      void loadTogether(asked.splice(0, most));
    }
  }

  return (key) =>
    new Promise((resolve, reject) => {
      asked.push({ key, resolve, reject });
      if (isDue || underWay >= atOnce) return;
      isDue = true;
      setImmediate(() => {
        isDue = false;
        loadNext();
      });
    });
}
