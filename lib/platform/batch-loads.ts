import "server-only";

/**
 * Loads one by one what is loaded together: all that is asked for in one turn of the event loop is one call of `load`, or
 * several of `most` keys each. A load that fails fails for all that it was for.
 */
export function batchLoads<Key, Value>(
  load: (keys: readonly Key[]) => Promise<readonly Value[]>,
  most = 1_000,
): (key: Key) => Promise<Value> {
  type Asked = { key: Key; resolve: (value: Value) => void; reject: (reason: unknown) => void };
  let asked: Asked[] = [];

  async function loadTogether(part: readonly Asked[]): Promise<void> {
    try {
      const values = await load(part.map(({ key }) => key));
      // One value for every key, also where the value is undefined.
      for (const [index, { resolve }] of part.entries()) resolve(values[index] as Value);
    } catch (error) {
      for (const { reject } of part) reject(error);
    }
  }

  function loadAll(): void {
    const all = asked;
    asked = [];
    for (let from = 0; from < all.length; from += most) void loadTogether(all.slice(from, from + most));
  }

  return (key) =>
    new Promise((resolve, reject) => {
      if (asked.push({ key, resolve, reject }) === 1) setImmediate(loadAll);
    });
}
