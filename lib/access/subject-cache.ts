import "server-only";

/**
 * Values in memory, each under the subjects (`key:…`, `user:…`, `app:…`) whose change ends it. What was read before a change
 * is never kept after it.
 */
export type SubjectCache<T> = {
  /** The value under an identifier, while nothing that happened elsewhere may have been missed. */
  find(id: string): T | undefined;
  /** Reads once for all that wait, and again when a change arrived while reading; rejects as `read` does. */
  load(id: string, read: () => Promise<T>): Promise<T>;
  /** Drops every value that belongs to a subject. */
  forget(subject: string): void;
  forgetAll(): void;
};

type Options<T> = {
  /** Beyond as many, the oldest goes. */
  maxEntries: number;
  /** What ends a value; null for one that is not to be kept. */
  subjectsOf(value: T): readonly string[] | null;
  /** False while changes made elsewhere may have been missed. */
  isCurrent(): boolean;
};

export function createSubjectCache<T>({ maxEntries, subjectsOf, isCurrent }: Options<T>): SubjectCache<T> {
  const entries = new Map<string, { value: T; subjects: readonly string[] }>();
  const bySubject = new Map<string, Set<string>>();
  const loading = new Map<string, Promise<T>>();
  /** Goes up with every change, so that a value read before one is not kept after it. */
  let generation = 0;

  function keep(id: string, value: T): void {
    const subjects = subjectsOf(value);
    if (subjects === null) return;
    if (entries.size >= maxEntries) {
      const oldest = entries.keys().next().value;
      if (oldest !== undefined) drop(oldest);
    }
    entries.set(id, { value, subjects });
    for (const subject of subjects) {
      const ids = bySubject.get(subject);
      if (ids) ids.add(id);
      else bySubject.set(subject, new Set([id]));
    }
  }

  function drop(id: string): void {
    const entry = entries.get(id);
    entries.delete(id);
    for (const subject of entry?.subjects ?? []) {
      const ids = bySubject.get(subject);
      ids?.delete(id);
      if (ids?.size === 0) bySubject.delete(subject);
    }
  }

  return {
    find: (id) => (isCurrent() ? entries.get(id)?.value : undefined),
    load(id, read) {
      const known = loading.get(id);
      if (known) return known;
      const attempt = async (): Promise<T> => {
        const before = generation;
        const value = await read();
        if (generation !== before) return attempt();
        keep(id, value);
        return value;
      };
      const promise = attempt().finally(() => loading.delete(id));
      loading.set(id, promise);
      return promise;
    },
    forget(subject) {
      generation += 1;
      for (const id of [...(bySubject.get(subject) ?? [])]) drop(id);
    },
    forgetAll() {
      generation += 1;
      entries.clear();
      bySubject.clear();
    },
  };
}
