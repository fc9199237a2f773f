import "server-only";
import { leastRecentlyUsed } from "@/lib/platform/least-recently-used";

/**
 * Values in memory, each under the subjects (`key:…`, `user:…`, `app:…`) whose change ends it. What was read before a change
 * of one of its subjects is never kept after it.
 */
export type SubjectCache<T> = {
  /** The value under an identifier, while nothing that happened elsewhere may have been missed. */
  find(id: string): T | undefined;
  /**
   * Reads for all that wait, and once more when the value may have changed meanwhile. Every caller gets what holds after all
   * changes that came before its call; rejects as `read` does.
   */
  load(id: string, read: () => Promise<T>): Promise<T>;
  /** Drops every value that belongs to a subject. */
  forget(subject: string): void;
  forgetAll(): void;
};

type Options<T> = {
  /** Beyond as many, the least recently used goes. */
  maxEntries: number;
  /** What ends a value; null for one that is not to be kept. */
  subjectsOf(value: T): readonly string[] | null;
  /** False while changes made elsewhere may have been missed that came after a value was read, at `readMs` of `performance.now()`. */
  isCurrent(readMs: number): boolean;
};

type Entry<T> = { value: T; subjects: readonly string[]; readMs: number };
/** A load under way; `since` is how many changes its latest read knows of, `kept` says that its value is in memory. */
type Loading<T> = { latest: { since: number }; done: Promise<{ value: T; kept: boolean }> };

/**
 * A value that changes faster than the database answers is told as last read, and not kept. What does not exist takes
 * as many reads while anything changes, and a caller who joins a read that began too early waits for as many again.
 * Strangers gain little: reads of credentials are a thousand a query and two queries at once, and what names apps is
 * counted by address or session. Namespaces are named by the organization's own keys alone.
 */
const maxReads = 2;
/** Subjects whose last change is remembered; a read that began before a forgotten one counts as overtaken. */
const maxChanged = 10_000;

export function createSubjectCache<T>({ maxEntries, subjectsOf, isCurrent }: Options<T>): SubjectCache<T> {
  const bySubject = new Map<string, Set<string>>();
  const entries = leastRecentlyUsed<Entry<T>>(maxEntries, {
    dispose: ({ subjects }, id) => {
      for (const subject of subjects) {
        const ids = bySubject.get(subject);
        ids?.delete(id);
        if (ids?.size === 0) bySubject.delete(subject);
      }
    },
  });
  const loading = new Map<string, Loading<T>>();
  /** How many changes there were; each subject's last one has its number in `changed`. */
  let changes = 0;
  /** The last change that may have concerned anything. */
  let changedAll = 0;
  const changed = leastRecentlyUsed<number>(maxChanged, {
    dispose: (change, _subject, reason) => {
      if (reason === "evict") changedAll = Math.max(changedAll, change);
    },
  });

  function mayHaveChanged(subjects: readonly string[] | null, since: number): boolean {
    // What does not exist has no subjects: any change may have made it.
    if (subjects === null) return changes > since;
    return changedAll > since || subjects.some((subject) => (changed.peek(subject) ?? 0) > since);
  }

  function keep(id: string, value: T, subjects: readonly string[], readMs: number): void {
    entries.set(id, { value, subjects, readMs });
    for (const subject of subjects) {
      const ids = bySubject.get(subject);
      if (ids) ids.add(id);
      else bySubject.set(subject, new Set([id]));
    }
  }

  async function readFresh(
    id: string,
    read: () => Promise<T>,
    latest: { since: number },
    readsLeft = maxReads,
  ): Loading<T>["done"] {
    latest.since = changes;
    const readMs = performance.now();
    const value = await read();
    const subjects = subjectsOf(value);
    if (mayHaveChanged(subjects, latest.since)) {
      return readsLeft > 1 ? readFresh(id, read, latest, readsLeft - 1) : { value, kept: false };
    }
    if (subjects !== null) keep(id, value, subjects, readMs);
    return { value, kept: subjects !== null };
  }

  function begin(id: string, read: () => Promise<T>): Loading<T> {
    const latest = { since: changes };
    const done = readFresh(id, read, latest).finally(() => loading.delete(id));
    const begun = { latest, done };
    loading.set(id, begun);
    return begun;
  }

  return {
    find(id) {
      const entry = entries.get(id);
      return entry && isCurrent(entry.readMs) ? entry.value : undefined;
    },
    async load(id, read) {
      const arrived = changes;
      const joined = loading.get(id) ?? begin(id, read);
      const { value, kept } = await joined.done;
      if (kept || joined.latest.since >= arrived) return value;
      // The read that was joined began before a change that this caller may know of.
      return (await (loading.get(id) ?? begin(id, read)).done).value;
    },
    forget(subject) {
      changes += 1;
      // Only a read under way has to know which.
      if (loading.size > 0) changed.set(subject, changes);
      for (const id of [...(bySubject.get(subject) ?? [])]) entries.delete(id);
    },
    forgetAll() {
      changes += 1;
      changedAll = changes;
      entries.clear();
    },
  };
}
