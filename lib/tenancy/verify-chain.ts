import "server-only";
import type pg from "pg";
import type { AuditMarks } from "@/lib/access/audit-marks";
import type { EventProvenance } from "@/lib/generated/prisma/enums";
import { inTransaction } from "@/lib/platform/pool-transaction";
import {
  arePartsWhole,
  contentDigest,
  headText,
  linkHash,
  linkText,
  partNames,
  startText,
  writtenText,
} from "./event-digest";
import { type Chain, chainColumns, type StoredEvent, storedColumns } from "./stored-events";

/**
 * What is wrong with a link. `changed`: the event is not the one that was sealed there. `missing`: it is gone.
 * `inserted`: none of our processes wrote it. `cut_off`: the end of the chain is gone. `ends`: what says where the
 * chain begins or ends was changed. `unknown_key`: it was sealed with a key that this deployment does not have.
 */
export type ChainFaultKind = "changed" | "missing" | "inserted" | "cut_off" | "ends" | "unknown_key";

/** The first broken link. */
export type ChainFault = {
  kind: ChainFaultKind;
  sequence: number;
  eventId: string | null;
  at: Date | null;
};

/** A place in a chain, as an export or a log line told of it. */
export type ChainHead = { sequence: number; hash: string };

/** What a look at a chain found; counts are of the links that were looked at. */
export type ChainReport = {
  head: (ChainHead & { sealedAt: Date }) | null;
  /** Links before are gone with events that had their time. */
  firstSequence: number;
  checked: number;
  /** Events without a mark: from before the chain, and of processes of another version. */
  beforeChain: number;
  otherVersion: number;
  /** Events from which a deleted user's address or mail address was erased. */
  erased: number;
  /** Events that are not sealed yet. */
  waiting: number;
  fault: ChainFault | null;
  /** The last link that was looked at where there are more. */
  next: number | null;
};

export type VerifyOptions = {
  /** A head that was kept elsewhere: the chain must hold it. */
  known?: ChainHead | undefined;
  /** Goes on after this link, as `next` of an earlier report says. */
  after?: number | undefined;
  /** How many links to look at; all where not given. */
  limit?: number;
};

/** One view of it all, while others seal and clear away. */
const oneView = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/** So few at once that no other work of the process waits. */
const pageSize = 500;

/** Looks at an organization's chain from its beginning, link by link, and stops at the first that is broken. */
export function verifyChain(
  pool: pg.Pool,
  marks: AuditMarks,
  organizationId: string,
  options: VerifyOptions = {},
): Promise<ChainReport> {
  return inTransaction(pool, (client) => lookAt(client, marks, organizationId, options), oneView);
}

async function lookAt(
  client: pg.PoolClient,
  marks: AuditMarks,
  organizationId: string,
  { known, after, limit = Number.POSITIVE_INFINITY }: VerifyOptions,
): Promise<ChainReport> {
  const chain = await readChain(client, organizationId);
  const unsealed = await readUnsealed(client, marks, organizationId);
  const report: ChainReport = {
    head: chain && { sequence: chain.headSequence, hash: chain.headHash, sealedAt: chain.sealedAt },
    firstSequence: (chain?.startSequence ?? 0) + 1,
    ...{ checked: 0, beforeChain: 0, otherVersion: 0, erased: 0 },
    waiting: unsealed.waiting,
    fault: null,
    next: null,
  };
  report.fault = chain && faultOfEnds(chain, organizationId, marks);
  if (report.fault) return report;
  const from = after === undefined ? startOf(chain) : await tipAt(client, organizationId, after);
  if (!from) return { ...report, fault: { kind: "missing", sequence: after ?? 0, eventId: null, at: null } };
  let tip: ChainHead = from;
  let isAfterMarked = from.provenance === "marked";
  for (;;) {
    const page = await readPage(client, organizationId, tip.sequence, Math.min(pageSize, limit - report.checked));
    for (const event of page) {
      report.fault = faultOf(event, tip, { marks, chain, isAfterMarked, known });
      if (report.fault) return report;
      tip = { sequence: event.sequence ?? 0, hash: event.hash ?? "" };
      isAfterMarked ||= event.provenance === "marked";
      report.checked += 1;
      count(report, event);
    }
    if (page.length < pageSize && report.checked < limit) break;
    if (report.checked >= limit) {
      if (tip.sequence < (chain?.headSequence ?? 0)) report.next = tip.sequence;
      if (report.next !== null) return report;
      break;
    }
  }
  report.fault = faultOfEnd(tip, chain, known) ?? unsealed.fault;
  return report;
}

function count(report: ChainReport, { provenance, erasable }: StoredEvent): void {
  if (provenance === "before_chain") report.beforeChain += 1;
  if (provenance === "other_version") report.otherVersion += 1;
  if (partNames.some((part) => erasable?.[part]?.erased !== undefined)) report.erased += 1;
}

type Tip = ChainHead & { provenance: EventProvenance | null };

const startOf = (chain: Chain | null): Tip => ({
  sequence: chain?.startSequence ?? 0,
  hash: chain?.startHash ?? "",
  provenance: null,
});

async function readChain(client: pg.PoolClient, organizationId: string): Promise<Chain | null> {
  const { rows } = await client.query<Chain>(`SELECT ${chainColumns} FROM audit_chains WHERE organization_id = $1`, [
    organizationId,
  ]);
  return rows[0] ?? null;
}

async function tipAt(client: pg.PoolClient, organizationId: string, sequence: number): Promise<Tip | null> {
  const { rows } = await client.query<Tip>(
    "SELECT sequence::float8 AS sequence, hash, provenance FROM events WHERE organization_id = $1 AND sequence = $2",
    [organizationId, sequence],
  );
  return rows[0] ?? null;
}

/** By the column and not by the number of the same name that is read of it, which has no index. */
export const linksAfter = `
  SELECT ${storedColumns} FROM events WHERE organization_id = $1 AND sequence > $2 ORDER BY events.sequence LIMIT $3`;

async function readPage(client: pg.PoolClient, organizationId: string, after: number, most: number) {
  const { rows } = await client.query<StoredEvent>(linksAfter, [organizationId, after, most]);
  return rows;
}

/** Most of the unsealed events that are looked at: the sealer gets to them within seconds. */
const mostWaiting = 1_000;

/** Events that wait for the sealer: what one of them holds must be what its writer marked. */
async function readUnsealed(client: pg.PoolClient, marks: AuditMarks, organizationId: string) {
  const { rows } = await client.query<StoredEvent>(
    `SELECT ${storedColumns} FROM events WHERE organization_id = $1 AND sequence IS NULL ORDER BY created_at, id LIMIT ${mostWaiting}`,
    [organizationId],
  );
  // One without a mark may be of a process of another version; the sealer decides on it.
  const wrong = rows.find((event) => event.mark !== null && !isAsWritten(event, marks));
  const fault: ChainFault | null = wrong
    ? { kind: "changed", sequence: 0, eventId: wrong.id, at: wrong.createdAt }
    : null;
  return { waiting: rows.length, fault };
}

function isAsWritten(event: StoredEvent, marks: AuditMarks): boolean {
  return arePartsWhole(event, marks) && marks.check(writtenText(contentDigest(event)), event.mark) === "right";
}

function faultOfEnds(chain: Chain, organizationId: string, marks: AuditMarks): ChainFault | null {
  const { startSequence, startHash, startMark, headSequence, headHash, headMark } = chain;
  const start = marks.check(startText(organizationId, startSequence, startHash), startMark);
  if (start !== "right") return faultOfMark(start, "ends", startSequence);
  const head = marks.check(headText(organizationId, headSequence, headHash), headMark);
  return head === "right" ? null : faultOfMark(head, "ends", headSequence);
}

function faultOfMark(
  check: "wrong" | "unknown_key",
  kind: ChainFaultKind,
  sequence: number,
  event: StoredEvent | null = null,
): ChainFault {
  return {
    kind: check === "unknown_key" ? "unknown_key" : kind,
    sequence,
    eventId: event?.id ?? null,
    at: event?.createdAt ?? null,
  };
}

type Around = { marks: AuditMarks; chain: Chain | null; isAfterMarked: boolean; known: ChainHead | undefined };

function faultOf(
  event: StoredEvent,
  tip: ChainHead,
  { marks, chain, isAfterMarked, known }: Around,
): ChainFault | null {
  const sequence = event.sequence ?? 0;
  const expected = tip.sequence + 1;
  const here = (kind: ChainFaultKind): ChainFault => faultOfMark("wrong", kind, sequence, event);
  if (sequence > expected) return { kind: "missing", sequence: expected, eventId: null, at: null };
  // The sealer writes a link and the head in one transaction.
  if (!chain || sequence > chain.headSequence) return here("inserted");
  const { provenance } = event;
  if (provenance === null) return here("inserted");
  const hash = linkHash(tip.hash, sequence, provenance, contentDigest(event));
  if (hash !== event.hash || !arePartsWhole(event, marks)) return here("changed");
  const check = marks.check(linkText(event.organizationId, sequence, hash), event.mark);
  if (check !== "right") return faultOfMark(check, "changed", sequence, event);
  if (provenance === "unmarked") return here("inserted");
  // What was there before the chain was sealed before all else.
  if (provenance === "before_chain" && isAfterMarked) return here("inserted");
  if (sequence === known?.sequence && hash !== known.hash) return here("changed");
  return null;
}

function faultOfEnd(tip: ChainHead, chain: Chain | null, known: ChainHead | undefined): ChainFault | null {
  const end = chain?.headSequence ?? 0;
  if (tip.sequence < end) return { kind: "cut_off", sequence: tip.sequence + 1, eventId: null, at: null };
  if (chain && tip.hash !== chain.headHash) return { kind: "ends", sequence: end, eventId: null, at: null };
  if (known && known.sequence > tip.sequence)
    return { kind: "cut_off", sequence: tip.sequence + 1, eventId: null, at: null };
  return null;
}
