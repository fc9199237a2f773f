import "server-only";
import type pg from "pg";
import type { Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { contentWith, problemsOf } from "./catalogue-content";
import { CatalogueDocument } from "./catalogue-document";
import { compileCatalogue, replaceCatalogue, shippedContent } from "./catalogue-snapshot";

/** What `access-changes` says when the catalogue has another revision. */
export const catalogueSubject = "catalogue";

/** Keeps the process's catalogue to what is stored. */
export type CatalogueFeed = {
  /** The read of a change that was announced; null while none is open. It rejects where the change cannot be read. */
  behind(): Promise<void> | null;
  /** The same, and also where a change may have been missed. */
  unsure(): Promise<void> | null;
  /** When the catalogue was last read, by `performance.now()`. */
  readMs(): number;
  /** Reads it anew, now and before the next decision. */
  forget(): void;
  /** What is stored and cannot be read, and whether an earlier state counts instead; null while what is stored counts. */
  unreadable(): { revision: number; hasEarlier: boolean } | null;
};

type Options = {
  pool: pg.Pool;
  log: Log;
  /** False while changes of other processes may have been missed that came after a read, by `performance.now()`. */
  isCurrent(readMs: number): boolean;
  /** Another state counts: what was made of the one before must go. */
  replaced(): void;
};

type Stored = { revision: number; document: string };

/** Nothing is known before the first read; `behind()` is that read. */
export function createCatalogueFeed({ pool, log, isCurrent, replaced }: Options): CatalogueFeed {
  let announced = 1;
  /** How many announcements the last read knows of. */
  let known = 0;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let taken: Stored | null = null;
  let counts: Stored | null = null;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    const since = announced;
    const askedMs = performance.now();
    const stored = await readStored(pool);
    if (stored.revision !== taken?.revision || stored.document !== taken.document) take(stored);
    known = since;
    readAtMs = askedMs;
  }

  function take(stored: Stored): void {
    taken = stored;
    const { content, problems } = readContent(stored);
    if (content) {
      counts = stored;
      replaceCatalogue(compileCatalogue(content, stored.revision));
      replaced();
      return;
    }
    // A later version may have written what this one does not understand: what counted goes on to count.
    log("error", "catalogue_unreadable", { revision: stored.revision, problems });
  }

  function readOnce(): Promise<void> {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  }

  /** What is announced meanwhile is for those who come after it: with changes faster than a read this would never end. */
  async function settle(): Promise<void> {
    const wanted = announced;
    while (known < wanted) await readOnce();
  }

  const behind = () => (known < announced ? settle() : null);
  return {
    behind,
    unsure: () => behind() ?? (isCurrent(readAtMs) ? null : readOnce()),
    readMs: () => readAtMs,
    forget() {
      announced += 1;
      settle().catch((error: unknown) => log("warn", "catalogue_not_read", { ...errorFields(error) }));
    },
    unreadable: () => (taken && counts !== taken ? { revision: taken.revision, hasEarlier: counts !== null } : null),
  };
}

async function readStored(pool: Pick<pg.Pool, "query">): Promise<Stored> {
  const { rows } = await pool.query<Stored>(
    "SELECT revision, document::text AS document FROM catalogue_revisions ORDER BY revision DESC LIMIT 1",
  );
  return rows[0] ?? { revision: 0, document: "{}" };
}

/** The revision that is stored last, where this version cannot read it; null where it can. */
export async function unreadableRevision(pool: Pick<pg.Pool, "query">): Promise<number | null> {
  const stored = await readStored(pool);
  return readContent(stored).content ? null : stored.revision;
}

/** An operator mends the first ones; a document of another version has hundreds. */
const mostProblems = 5;

/** What a stored document says; where this version cannot read it, the first places and what is wrong with them. */
function readContent({ revision, document }: Stored) {
  if (revision === 0) return { content: shippedContent, problems: "" };
  const parsed = CatalogueDocument.safeParse(JSON.parse(document));
  const problems = parsed.success
    ? problemsOf(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  if (parsed.success && problems.length === 0) return { content: contentWith(parsed.data), problems: "" };
  const first = problems.slice(0, mostProblems).map(({ path, message }) => `${path}: ${message}`);
  return { content: null, problems: first.join("; ") };
}
