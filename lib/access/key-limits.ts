import { type Environment, isProductId } from "./catalogue";
import type { CounterOwner, LimitBucket } from "./limiter";
import { namedWindowsOf, type WindowEntry, WindowList } from "./window-entry";

/** What a query tells of a key's own limits. */
export type KeyLimitColumns = {
  line_id: string | null;
  product: string | null;
  environment: Environment | null;
  rate_limit_per_minute: number | null;
  windows: unknown;
};

/** The limits that a key has of its own; all keys of its line count on them together. */
export function keyLimitsOf(key: KeyLimitColumns): LimitBucket[] {
  const { line_id, product, environment, rate_limit_per_minute: perMinute } = key;
  if (line_id === null || product === null || !isProductId(product) || environment === null) return [];
  const owner: CounterOwner = { subject: `key:${line_id}`, product, environment };
  const rate: LimitBucket[] = perMinute === null ? [] : [{ ...owner, limits: { perMinute, burst: perMinute } }];
  const windows = namedWindowsOf(readKeyWindows(key.windows));
  return [...rate, ...windows.map((window): LimitBucket => ({ ...owner, window }))];
}

/** A key's windows as they are stored; what cannot be read counts as not said. */
export function readKeyWindows(stored: unknown): WindowEntry[] {
  // Most keys have none, and are read by the thousand.
  if (!Array.isArray(stored) || stored.length === 0) return [];
  return WindowList.safeParse(stored).data ?? [];
}
