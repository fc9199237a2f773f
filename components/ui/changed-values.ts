/**
 * The values that differ from another state's, and no others: what is sent for a change, or to set one back, so that what
 * somebody else changes meanwhile stays. Null where none does.
 */
export function changedValues<T extends object>(values: T, other: T): Partial<T> | null {
  const known = new Map<string, unknown>(Object.entries(other));
  const changed = Object.entries(values).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(known.get(name)),
  );
  // The entries are the value's own, which the compiler does not follow.
  return changed.length > 0 ? (Object.fromEntries(changed) as Partial<T>) : null;
}
