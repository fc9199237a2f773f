import "server-only";
import { createHash } from "node:crypto";
import type pg from "pg";
import { batchLoads } from "@/lib/platform/batch-loads";
import { managementProduct } from "./catalogue";
import { createLimitFinder, type FoundLimit, LimitOverrides, NamespaceWindows } from "./limit-namespace";
import type { WindowBucket } from "./limiter";
import { createSubjectCache } from "./subject-cache";

/** A namespace as decisions need it. */
export type KnownNamespace = { id: string; organizationId: string; limitOf: (identifier: string) => FoundLimit };

/** Namespaces by organization and name, from memory; a change of one (`limits:…`) reaches every process. */
export type LimitNamespaces = {
  /** Null where the organization has none of that name. Rejects as the database does. */
  find(organizationId: string, name: string): Promise<KnownNamespace | null>;
  /** The counters of an identifier, one for each window, in their order. */
  bucketsOf(namespace: KnownNamespace, identifier: string, found: FoundLimit): Promise<WindowBucket[]>;
  /** Drops what belongs to a subject such as `limits:…`, `org:…`. */
  forget(subject: string): void;
  forgetAll(): void;
};

const maxNamespaces = 1_000;
/** Of as many identifiers it is remembered how often they were reset; the others are looked up. */
const maxIdentifiers = 50_000;

type Options = { pool: pg.Pool; isCurrent: (readMs?: number) => boolean };
type Place = { namespaceId: string; identifier: string };

/** Reads namespaces when they are first asked for. */
export function createLimitNamespaces({ pool, isCurrent }: Options): LimitNamespaces {
  const namespaces = createSubjectCache<KnownNamespace | null>({
    maxEntries: maxNamespaces,
    // One that does not exist may be made at any time.
    subjectsOf: (known) => known && [namespaceSubject(known.id), `org:${known.organizationId}`],
    isCurrent,
  });
  const resets = createSubjectCache<Place & { resets: number }>({
    maxEntries: maxIdentifiers,
    subjectsOf: ({ namespaceId, identifier }) => [identifierSubject(namespaceId, identifier)],
    isCurrent,
  });
  const loadResets = batchLoads((places: readonly Place[]) => readResets(pool, places));

  async function countResets(place: Place): Promise<number> {
    const id = identifierSubject(place.namespaceId, place.identifier);
    const known =
      resets.find(id) ?? (await resets.load(id, async () => ({ ...place, resets: await loadResets(place) })));
    return known.resets;
  }

  return {
    async find(organizationId, name) {
      const id = `${organizationId} ${name}`;
      return namespaces.find(id) ?? (await namespaces.load(id, () => readNamespace(pool, organizationId, name)));
    },
    async bucketsOf({ id }, identifier, { windows }) {
      const round = await countResets({ namespaceId: id, identifier });
      const subject = countedSubject(id, round, identifier);
      return windows.map((window) => ({ subject, product: managementProduct, environment: "production", window }));
    },
    forget(subject) {
      namespaces.forget(subject);
      resets.forget(subject);
    },
    forgetAll() {
      namespaces.forgetAll();
      resets.forgetAll();
    },
  };
}

/** What a change of a namespace is announced as. */
export function namespaceSubject(id: string): string {
  return `limits:${id}`;
}

/** What a reset of an identifier is announced as. */
export function identifierSubject(namespaceId: string, identifier: string): string {
  return `limits:${namespaceId}:${identifier}`;
}

/** What an identifier is counted under, since it began anew for the `round`th time. */
export function countedSubject(namespaceId: string, round: number, identifier: string): string {
  return `ns:${namespaceId}:${round}:${shortened(identifier)}`;
}

const longestName = 64;

/** Long identifiers are counted under a digest of theirs, so that a counter takes as much memory as any. */
function shortened(identifier: string): string {
  if (identifier.length <= longestName) return `i:${identifier}`;
  return `h:${createHash("sha256").update(identifier).digest("base64url")}`;
}

async function readNamespace(pool: pg.Pool, organizationId: string, name: string): Promise<KnownNamespace | null> {
  const { rows } = await pool.query<{ id: string; windows: unknown; concurrency: number | null; overrides: unknown }>(
    "SELECT id, windows, concurrency, overrides FROM limit_namespaces WHERE organization_id = $1 AND name = $2",
    [organizationId, name],
  );
  const [row] = rows;
  if (!row) return null;
  const { concurrency } = row;
  const windows = NamespaceWindows.parse(row.windows);
  const settings = { windows, concurrency, overrides: LimitOverrides.parse(row.overrides) };
  return { id: row.id, organizationId, limitOf: createLimitFinder(settings) };
}

async function readResets(pool: pg.Pool, places: readonly Place[]): Promise<number[]> {
  const { rows } = await pool.query<{ place: number; resets: number }>(
    `SELECT place::int, resets
       FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (namespace_id, identifier, place)
            JOIN limit_resets USING (namespace_id, identifier)`,
    [places.map(({ namespaceId }) => namespaceId), places.map(({ identifier }) => identifier)],
  );
  const found = places.map(() => 0);
  for (const row of rows) found[row.place - 1] = row.resets;
  return found;
}
