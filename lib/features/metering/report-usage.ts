import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { holdCaller } from "@/lib/http/hold-rights";
import type { UnreadRequest } from "@/lib/http/unread-request";
import type { PrismaSession } from "@/lib/platform/database";
import { inTransaction } from "@/lib/platform/transaction";
import { type CloudEvent, eventsOf, type ReadEvent, readEvent } from "./cloud-event";
import { addHighest, addSums, addUnique, markLateDays } from "./count-events";
import type { EventResult, ReportedUsage } from "./event-contract";
import { customersOf } from "./event-customers";
import { type Measure, type MeterRule, measuresOf } from "./measure";
import { knownValues } from "./meter-groups";
import { requireWholeReach } from "./metering-reach";

/** An event that is to be counted, with all that is known of it. */
type Candidate = { event: CloudEvent; customerId: string; measures: Measure[] };
type Outcome = { status: EventResult["status"]; meters: string[]; reason: string | null };

/**
 * Counts the events of a request, each once for good: what it answers is committed. Events that are refused hold up no others.
 * 400 for a body that holds none or too many.
 */
export async function reportUsage(
  principal: Principal,
  request: Pick<UnreadRequest, "headers" | "readBody">,
): Promise<{ data: ReportedUsage }> {
  requireWholeReach(principal);
  const nowMs = runtime().clock.now();
  const read = eventsOf(request.headers, await request.readBody()).map((value) => readEvent(value, nowMs));
  const outcomes = await inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    return countOnce(tx, principal.organizationId, read, nowMs);
  });
  const results = read.map((one, place) => resultOf(one, outcomes[place] ?? refusal("it was not read")));
  const of = (status: EventResult["status"]) => results.filter((result) => result.status === status).length;
  return { data: { accepted: of("accepted"), duplicates: of("duplicate"), refused: of("refused"), results } };
}

/** Counts events in the caller's transaction; what becomes of each, in their order. */
async function countOnce(
  tx: PrismaSession,
  organizationId: string,
  read: readonly ReadEvent[],
  nowMs: number,
): Promise<Outcome[]> {
  const events = read.flatMap((one) => ("event" in one ? [one.event] : []));
  if (events.length === 0) return read.map((one) => refusal("refused" in one ? one.refused : ""));
  const meters = await tx.$queryRaw<MeterRule[]>`
    SELECT id, key, event_type AS "eventType", aggregation, value_property AS "valueProperty", group_by AS "groupBy"
      FROM meters WHERE organization_id = ${organizationId} ORDER BY id`;
  const customers = await customersOf(tx, organizationId, [...new Set(events.map(({ subject }) => subject))]);
  const candidates = new Map<string, Candidate>();
  const judged = read.map((one): Outcome | { name: string } => {
    if ("refused" in one) return refusal(one.refused);
    const name = nameOf(one.event);
    if (candidates.has(name)) return duplicate;
    const customerId = customers.get(one.event.subject);
    const measures = measuresOf(one.event, meters);
    if ("refused" in measures) return refusal(measures.refused);
    if (customerId === undefined) return refusal("subject is no customer's external_id, nor the id of a key of theirs");
    candidates.set(name, { event: one.event, customerId, measures });
    return { name };
  });
  const fresh = await insertNew(tx, organizationId, [...candidates.values()], nowMs);
  await count(
    tx,
    organizationId,
    [...fresh].flatMap((name) => candidates.get(name) ?? []),
    nowMs,
  );
  const before = await acceptedBefore(
    tx,
    organizationId,
    read.flatMap((one, place) => {
      const outcome = judged[place];
      return "event" in one && outcome && !("name" in outcome) && outcome.status === "refused" ? [one.event] : [];
    }),
  );
  return read.map((one, place) => {
    const outcome = judged[place];
    if (outcome && "name" in outcome) {
      if (!fresh.has(outcome.name)) return duplicate;
      const counted = candidates.get(outcome.name)?.measures.map(({ meter }) => meter.key) ?? [];
      return { status: "accepted", meters: counted, reason: null };
    }
    if ("event" in one && before.has(nameOf(one.event))) return duplicate;
    return outcome ?? duplicate;
  });
}

/** Stores the events that were not accepted before; their names. Who sends the same at the same time is waited for. */
async function insertNew(
  tx: PrismaSession,
  organizationId: string,
  candidates: readonly Candidate[],
  nowMs: number,
): Promise<Set<string>> {
  if (candidates.length === 0) return new Set();
  const column = <Value>(of: (event: CloudEvent) => Value) => candidates.map(({ event }) => of(event));
  const rows = await tx.$queryRaw<{ source: string; id: string }[]>`
    INSERT INTO usage_events (organization_id, source, id, type, subject, customer_id, time, received_at, data)
    SELECT ${organizationId}, source, id, type, subject, customer_id, time, ${new Date(nowMs)}, data::jsonb
      FROM unnest(${column(({ source }) => source)}::text[], ${column(({ id }) => id)}::text[], ${column(({ type }) => type)}::text[],
                  ${column(({ subject }) => subject)}::text[], ${candidates.map(({ customerId }) => customerId)}::text[],
                  ${column(({ timeMs }) => new Date(timeMs))}::timestamptz[],
                  ${column(({ data }) => (data === undefined ? null : JSON.stringify(data)))}::text[])
           AS given (source, id, type, subject, customer_id, time, data)
     ORDER BY source, id
    ON CONFLICT DO NOTHING RETURNING source, id`;
  return new Set(rows.map(nameOf));
}

async function count(
  tx: PrismaSession,
  organizationId: string,
  fresh: readonly Candidate[],
  nowMs: number,
): Promise<void> {
  const measured = fresh.flatMap(({ event, customerId, measures }) =>
    measures.map((measure) => ({ meterId: measure.meter.id, customerId, timeMs: event.timeMs, measure })),
  );
  const groupsOf = ({ meter, groups }: Measure) =>
    groups.map((value, place) => ({ meterId: meter.id, property: meter.groupBy[place] ?? "", value }));
  const toldOf = await knownValues(
    tx,
    measured.flatMap(({ measure }) => groupsOf(measure)),
  );
  const counted = measured.flatMap(({ measure, ...one }) => {
    if (!("value" in measure)) return [];
    const groups = measure.groups.length === 0 ? "" : JSON.stringify(groupsOf(measure).map(toldOf));
    return [{ ...one, value: measure.value, groups, isHighest: measure.meter.aggregation === "max" }];
  });
  await addSums(
    tx,
    counted.filter(({ isHighest }) => !isHighest),
  );
  await addHighest(
    tx,
    counted.filter(({ isHighest }) => isHighest),
  );
  await addUnique(
    tx,
    measured.flatMap(({ measure, ...one }) =>
      "valueHash" in measure ? [{ ...one, valueHash: measure.valueHash }] : [],
    ),
  );
  const days = new Set(measured.map(({ timeMs }) => Math.floor(timeMs / dayMs) * dayMs));
  await markLateDays(
    tx,
    organizationId,
    [...days].filter((day) => day + dayMs <= nowMs),
  );
}

/** Which of the events that are refused now were accepted once: a repetition is acknowledged whatever has changed since. */
async function acceptedBefore(
  tx: PrismaSession,
  organizationId: string,
  refused: readonly CloudEvent[],
): Promise<Set<string>> {
  if (refused.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ source: string; id: string }[]>`
    SELECT e.source, e.id FROM usage_events e
      JOIN unnest(${refused.map(({ source }) => source)}::text[], ${refused.map(({ id }) => id)}::text[]) AS asked (source, id)
           ON e.source = asked.source AND e.id = asked.id
     WHERE e.organization_id = ${organizationId}`;
  return new Set(rows.map(nameOf));
}

const duplicate: Outcome = { status: "duplicate", meters: [], reason: null };

function refusal(reason: string): Outcome {
  return { status: "refused", meters: [], reason };
}

function resultOf(read: ReadEvent, outcome: Outcome): EventResult {
  const { id, source } = "event" in read ? read.event : read;
  return { id, source, ...outcome };
}

function nameOf({ source, id }: Pick<CloudEvent, "source" | "id">): string {
  return JSON.stringify([source, id]);
}
