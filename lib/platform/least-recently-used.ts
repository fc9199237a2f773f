import { LRUCache } from "lru-cache";

type Disposed<V> = { dispose?: (value: V, key: string, reason: LRUCache.DisposeReason) => void };

/**
 * A map that holds the `most` entries that were used last. It takes room as it fills: by a number of entries alone the
 * library would set aside all of it at once, some 200 bytes for each.
 */
export function leastRecentlyUsed<V extends NonNullable<unknown>>(
  most: number,
  options: Disposed<V> = {},
): LRUCache<string, V> {
  return new LRUCache<string, V>({ ...options, maxSize: most, sizeCalculation: one });
}

const one = () => 1;
