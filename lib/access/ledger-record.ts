import type { Environment, ProductId } from "./catalogue";
import type { CounterOwner, PlanBucket, WindowBucket } from "./limiter";
import type { UsageEvent } from "./usage-event";
import { spanCounted } from "./window-span";

/** What of a bucket its counters follow from. */
export type CountedBucket = CounterOwner & { limits: Pick<PlanBucket["limits"], "perMinute" | "burst"> };

/** What of a named window's bucket its counts follow from. */
export type CountedWindow = CounterOwner & { window: Pick<WindowBucket["window"], "span"> };

/** A note of the ledger as it is read again. */
export type LedgerNote =
  | { kind: "pass"; atMs: number; cost: number; buckets: CountedBucket[] }
  | { kind: "window-pass"; atMs: number; cost: number; buckets: CountedWindow[] }
  | { kind: "answer"; event: UsageEvent };

const passMark = "p";
const windowMark = "w";
const answerMark = "a";

/** A pass as one line: fields between tabs, five for every bucket. */
export function passRecord(buckets: readonly CountedBucket[], cost: number, atMs: number): string {
  let record = `${passMark}\t${atMs}\t${cost}`;
  for (const { subject, product, environment, limits } of buckets) {
    record += `\t${escaped(subject)}\t${product}\t${environment}\t${limits.perMinute}\t${limits.burst}`;
  }
  return record;
}

/** A pass on named windows as a line of its own, which an older version reads as none: four fields for every bucket. */
export function windowPassRecord(buckets: readonly CountedWindow[], cost: number, atMs: number): string {
  let record = `${windowMark}\t${atMs}\t${cost}`;
  for (const { subject, product, environment, window } of buckets) {
    record += `\t${escaped(subject)}\t${product}\t${environment}\t${window.span.id}`;
  }
  return record;
}

/**
 * An answered request as one line. The time that it took stands behind the rest, and its tags behind that. Versions
 * without them read the fields before and no further, and this one reads lines that end there.
 */
export function answerRecord(event: UsageEvent): string {
  const { organizationId, product, environment, credentialId, endpoint, status, atMs, elapsedMicros, tags } = event;
  const record = `${answerMark}\t${atMs}\t${escaped(organizationId)}\t${product}\t${environment}\t${escaped(credentialId)}\t${escaped(endpoint)}\t${status}`;
  if (elapsedMicros === undefined) return record;
  const timed = `${record}\t${elapsedMicros}`;
  return tags ? `${timed}\t${tags.map(escaped).join("\t")}` : timed;
}

/** Reads a line; null for one that notes nothing. */
export function readRecord(record: string): LedgerNote | null {
  const [mark, at, ...fields] = record.split("\t");
  const atMs = Number(at);
  if (mark === passMark) {
    const [cost, ...rest] = fields;
    return { kind: "pass", atMs, cost: Number(cost), buckets: bucketsOf(rest) };
  }
  if (mark === windowMark) {
    const [cost, ...rest] = fields;
    return { kind: "window-pass", atMs, cost: Number(cost), buckets: windowsOf(rest) };
  }
  if (mark !== answerMark) return null;
  const [organizationId = "", product = "", environment, credentialId = "", endpoint = "", status, elapsed, ...tags] =
    fields;
  const event: UsageEvent = {
    organizationId: plain(organizationId),
    product: product as ProductId,
    environment: environment as Environment,
    credentialId: plain(credentialId),
    endpoint: plain(endpoint),
    status: Number(status),
    atMs,
    ...(elapsed === undefined ? {} : { elapsedMicros: Number(elapsed) }),
    ...(tags.length === 0 ? {} : { tags: tags.map(plain) }),
  };
  return { kind: "answer", event };
}

function bucketsOf(fields: readonly string[]): CountedBucket[] {
  const buckets: CountedBucket[] = [];
  for (let at = 0; at < fields.length; at += 5) {
    const [subject = "", product = "", environment, perMinute, burst] = fields.slice(at, at + 5);
    buckets.push({
      subject: plain(subject),
      product: product as ProductId,
      environment: environment as Environment,
      limits: { perMinute: Number(perMinute), burst: Number(burst) },
    });
  }
  return buckets;
}

function windowsOf(fields: readonly string[]): CountedWindow[] {
  const buckets: CountedWindow[] = [];
  for (let at = 0; at < fields.length; at += 4) {
    const [subject = "", product = "", environment, id = ""] = fields.slice(at, at + 4);
    const span = spanCounted(id);
    if (!span) continue;
    buckets.push({ subject: plain(subject), product, environment: environment as Environment, window: { span } });
  }
  return buckets;
}

const separator = /[\\\t\n]/;

/** None of ours holds a separator; one that did would cost itself a little, and no other note its place. */
function escaped(text: string): string {
  return separator.test(text) ? text.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n") : text;
}

function plain(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(/\\(.)/g, (_, sign: string) => ({ t: "\t", n: "\n" })[sign] ?? sign);
}
