import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { needsTypedName } from "./key-status";

/** What has to be typed before keys are revoked: how many production keys of them were used in the last week; null for none. */
export function countToType(keys: readonly ApiKey[], nowMs: number): string | null {
  const busy = keys.filter((key) => needsTypedName(key, nowMs)).length;
  return busy > 0 ? String(busy) : null;
}

/** The key of several that was used last; null where none was. */
export function usedLast(keys: readonly ApiKey[]): ApiKey | null {
  const used = keys.filter(({ lastUsedAt }) => lastUsedAt !== null);
  return (
    used.toSorted((one, other) => Date.parse(other.lastUsedAt ?? "") - Date.parse(one.lastUsedAt ?? ""))[0] ?? null
  );
}

/** "1 key" and "12 keys". */
export function keyCount(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "key" : "keys"}`;
}
