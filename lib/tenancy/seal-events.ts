import "server-only";
import type pg from "pg";
import type { AuditMarks } from "@/lib/access/audit-marks";
import type { EventProvenance } from "@/lib/generated/prisma/enums";
import type { Clock } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/pool-transaction";
import { isLive } from "@/lib/platform/process-claim";
import { contentDigest, erasableOf, headText, linkHash, linkText, startText, writtenText } from "./event-digest";
import { type Chain, chainColumns, type StoredEvent, storedColumns } from "./stored-events";

/** So few that a batch ends far within the time limit of a statement. */
const batchSize = 1_000;
/** Of the advisory lock: one process seals at a time, and its transaction's end lets go, whatever becomes of the process. */
const lockName = "audit sealer";

export type Sealing = { database: { jobs: pg.Pool }; clock: Clock; auditMarks: AuditMarks };

/**
 * Gives committed events their places in their organizations' chains; returns how many. An event that commits late comes
 * after all that is sealed. Does nothing while another process is at it.
 */
export async function sealEvents(sealing: Sealing): Promise<number> {
  let sealed = 0;
  for (;;) {
    const count = await sealBatch(sealing);
    sealed += count;
    if (count < batchSize) return sealed;
  }
}

function sealBatch({ database: { jobs: pool }, clock, auditMarks }: Sealing): Promise<number> {
  return inTransaction(pool, async (client) => {
    const now = new Date(clock.now());
    const events = await holdUnsealed(client, now);
    if (events.length > 0) {
      const links = linksOf(events, await readContext(client, events), auditMarks);
      await writeLinks(client, links);
      await writeHeads(client, links, now);
    }
    return events.length;
  });
}

/** Unsealed events, held with their organizations; those that somebody else holds wait for the next time. */
async function holdUnsealed(client: pg.PoolClient, now: Date): Promise<StoredEvent[]> {
  const { rows: locks } = await client.query<{ taken: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS taken",
    [lockName],
  );
  if (!locks[0]?.taken) return [];
  const { rows: found } = await client.query<{ id: string; organizationId: string }>(
    `SELECT id, organization_id AS "organizationId" FROM events
      WHERE sequence IS NULL AND (counting_until IS NULL OR counting_until <= $1)
      ORDER BY organization_id, created_at, id LIMIT ${batchSize}`,
    [now],
  );
  if (found.length === 0) return [];
  // Organizations come before all else in the order of locks; one that is being deleted takes its events along.
  const { rows: organizations } = await client.query<{ id: string }>(
    "SELECT id FROM organizations WHERE id = ANY($1) ORDER BY id FOR KEY SHARE SKIP LOCKED",
    [[...new Set(found.map(({ organizationId }) => organizationId))]],
  );
  const { rows } = await client.query<StoredEvent>(
    `SELECT ${storedColumns} FROM events WHERE id = ANY($1) AND organization_id = ANY($2) AND sequence IS NULL
      ORDER BY organization_id, created_at, id FOR NO KEY UPDATE SKIP LOCKED`,
    [found.map(({ id }) => id), organizations.map(({ id }) => id)],
  );
  return rows;
}

type Context = {
  chains: ReadonlyMap<string, Chain & { lastSequence: number | null; lastHash: string | null }>;
  /** Events from before were written without a mark. */
  beganAt: Date;
  /** Whether a process of another version is at work, which may leave no mark. */
  hasOthers: boolean;
};

async function readContext(client: pg.PoolClient, events: readonly StoredEvent[]): Promise<Context> {
  const { rows } = await client.query<
    Chain & { organizationId: string; lastSequence: number | null; lastHash: string | null }
  >(
    `SELECT o.id AS "organizationId", ${chainColumns}, last.sequence::float8 AS "lastSequence", last.hash AS "lastHash"
       FROM unnest($1::text[]) AS o (id) LEFT JOIN audit_chains c ON c.organization_id = o.id
       LEFT JOIN LATERAL (SELECT sequence, hash FROM events e WHERE e.organization_id = o.id AND e.sequence IS NOT NULL
                           ORDER BY sequence DESC LIMIT 1) last ON true`,
    [[...new Set(events.map(({ organizationId }) => organizationId))]],
  );
  const { rows: facts } = await client.query<{ beganAt: Date; hasOthers: boolean }>(
    `SELECT audit_began_at AS "beganAt",
            (SELECT count(DISTINCT coalesce(version, '')) > 1 FROM server_processes WHERE ${isLive}) AS "hasOthers"
       FROM deployment`,
  );
  const { beganAt = new Date(0), hasOthers = false } = facts[0] ?? {};
  return { chains: new Map(rows.map((row) => [row.organizationId, row])), beganAt, hasOthers };
}

type Link = StoredEvent & {
  sequence: number;
  hash: string;
  mark: string;
  provenance: EventProvenance;
  start: Pick<Chain, "startSequence" | "startHash" | "startMark">;
  headMark: string;
};

/** The links of events that are ordered by organization, each on top of the one before. */
function linksOf(events: readonly StoredEvent[], context: Context, marks: AuditMarks): Link[] {
  const links: Link[] = [];
  for (const event of events) {
    const { organizationId } = event;
    const before = links.at(-1);
    const tip = before?.organizationId === organizationId ? before : tipOf(organizationId, context, marks);
    const provenance = provenanceOf(event, context, marks);
    const erasable = event.erasable ?? erasableOf(event.data);
    const sequence = tip.sequence + 1;
    const hash = linkHash(tip.hash, sequence, provenance, contentDigest({ ...event, erasable }));
    const mark = marks.mark(linkText(organizationId, sequence, hash));
    const headMark = marks.mark(headText(organizationId, sequence, hash));
    links.push({ ...event, erasable, provenance, sequence, hash, mark, headMark, start: tip.start });
  }
  return links;
}

/** Where an organization's chain goes on: after the last link that is stored or that its head tells of, never over one. */
function tipOf(
  organizationId: string,
  { chains }: Context,
  marks: AuditMarks,
): Pick<Link, "sequence" | "hash" | "start"> {
  const chain = chains.get(organizationId);
  // A left join's nulls: there is no chain yet.
  const head = chain?.headHash ? chain : null;
  const start = head ?? { startSequence: 0, startHash: "", startMark: marks.mark(startText(organizationId, 0, "")) };
  const [headSequence, lastSequence] = [head?.headSequence ?? 0, chain?.lastSequence ?? 0];
  const isAhead = lastSequence > headSequence;
  return {
    sequence: Math.max(headSequence, lastSequence),
    hash: (isAhead ? chain?.lastHash : head?.headHash) ?? "",
    start,
  };
}

function provenanceOf(event: StoredEvent, { beganAt, hasOthers }: Context, marks: AuditMarks): EventProvenance {
  if (marks.check(writtenText(contentDigest(event)), event.mark) === "right") return "marked";
  if (event.mark !== null) return "unmarked";
  if (event.createdAt < beganAt) return "before_chain";
  return hasOthers ? "other_version" : "unmarked";
}

async function writeLinks(client: pg.PoolClient, links: readonly Link[]): Promise<void> {
  await client.query(
    `UPDATE events SET sequence = l.sequence, hash = l.hash, mark = l.mark, provenance = l.provenance::event_provenance,
            erasable = l.erasable::jsonb
       FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
         AS l (id, sequence, hash, mark, provenance, erasable)
      WHERE events.id = l.id`,
    [
      links.map(({ id }) => id),
      links.map(({ sequence }) => sequence),
      links.map(({ hash }) => hash),
      links.map(({ mark }) => mark),
      links.map(({ provenance }) => provenance),
      links.map(({ erasable }) => erasable && JSON.stringify(erasable)),
    ],
  );
}

async function writeHeads(client: pg.PoolClient, links: readonly Link[], now: Date): Promise<void> {
  const heads = [...new Map(links.map((link) => [link.organizationId, link])).values()];
  await client.query(
    `INSERT INTO audit_chains (organization_id, start_sequence, start_hash, start_mark, head_sequence, head_hash, head_mark, sealed_at)
     SELECT *, $8 FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[])
         ON CONFLICT (organization_id) DO UPDATE SET head_sequence = EXCLUDED.head_sequence,
            head_hash = EXCLUDED.head_hash, head_mark = EXCLUDED.head_mark, sealed_at = EXCLUDED.sealed_at`,
    [
      heads.map(({ organizationId }) => organizationId),
      heads.map(({ start }) => start.startSequence),
      heads.map(({ start }) => start.startHash),
      heads.map(({ start }) => start.startMark),
      heads.map(({ sequence }) => sequence),
      heads.map(({ hash }) => hash),
      heads.map(({ headMark }) => headMark),
      now,
    ],
  );
}
