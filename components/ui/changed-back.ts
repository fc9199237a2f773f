/** What sets back a change: the former values that it altered, and no others, so that what somebody changes meanwhile stays. Null: nothing. */
export function changedBack<T extends object>(before: T, after: T): Partial<T> | null {
  const now = new Map<string, unknown>(Object.entries(after));
  const changed = Object.entries(before).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(now.get(name)),
  );
  // The entries are the value's own, which the compiler does not follow.
  return changed.length > 0 ? (Object.fromEntries(changed) as Partial<T>) : null;
}
