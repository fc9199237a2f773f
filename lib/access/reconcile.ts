import "server-only";
import { stat } from "node:fs/promises";
import type pg from "pg";
import { listJournalFiles, readJournal } from "@/lib/platform/journal-file";
import { listWriters } from "@/lib/platform/journal-folders";
import { counterIdOf } from "./counter-delta";
import { readRecord } from "./ledger-record";
import { dayMs, minuteMs } from "./limit-windows";
import { statusClassOf } from "./usage-event";
import { minutesKeptMs } from "./usage-retention";
import { monthOf } from "./window-clock";
import { sliceAt, startOfSlice } from "./window-span";

/** A part of time, in milliseconds since the epoch; its end is no part of it. */
export type Span = { fromMs: number; toMs: number };

/** What the journals say of one thing, and what is stored of it. */
export type Difference = { what: string; journal: number; stored: number };

/** All differences of one kind. `compared` things were equal or not, and add up to these sums. */
export type Comparison = { name: string; compared: number; journal: number; stored: number; differences: Difference[] };

export type Reconciliation = {
  /** What was asked for, cut to what the journals on this disk tell of, in whole minutes. */
  span: Span;
  /** Why it was cut; empty where it was not. */
  limits: string[];
  comparisons: Comparison[];
  /** Notes that no process has stored yet: those of the last second, or of a process that was killed. */
  waiting: number;
  /** Notes that were stored although a disk did not take them: they are in no journal, and show as differences. */
  missing: number;
};

/** What the database holds at one moment. */
type Stored = {
  positions: Map<string, { sequence: number; updatedMs: number }>;
  /** What a deleted organization used is not kept. */
  organizations: Set<string>;
  usage: Map<string, number>;
  counters: { id: string; day: number; dayCount: number; month: number; monthCount: number }[];
  /** Of named windows: `key` is the counter's name and when the slice begins. */
  slices: { key: string; startMs: number; count: number }[];
};

/** What the journals say up to the stored positions. */
type Noted = { usage: Map<string, number>; passes: Map<string, number>; waiting: number; missing: number };

/**
 * Compares what the journals in `roots` say with the roll-ups and the counters, exactly, also beside running processes.
 * Notes count as far as their writer's stored position says that they are in. The roots are those of one database.
 */
export async function reconcile(pool: pg.Pool, roots: readonly string[], asked: Span): Promise<Reconciliation> {
  const { fromMs, limits } = await coverageOf(pool, roots);
  const countersFromMs = Math.max(asked.fromMs, fromMs);
  const span = {
    // A margin, because minutes are cleared away while they are read.
    fromMs: Math.max(floorMinute(countersFromMs), floorMinute(Date.now() - minutesKeptMs + 60 * minuteMs)),
    toMs: Math.ceil(asked.toMs / minuteMs) * minuteMs,
  };
  const stored = await readStored(pool, span);
  const noted = await readNoted(roots, stored.positions, span);
  return {
    span,
    limits: fromMs > asked.fromMs ? limits : [],
    comparisons: [
      compareUsage(noted.usage, stored),
      compareCounters("passes on counters of a day", noted.passes, stored.counters, countersFromMs, dayWindow),
      compareCounters("passes on counters of a month", noted.passes, stored.counters, countersFromMs, monthWindow),
      compareCounters("passes on named windows", noted.passes, stored.slices, countersFromMs, (slice) => slice),
    ],
    waiting: noted.waiting,
    missing: noted.missing,
  };
}

function floorMinute(ms: number): number {
  return Math.floor(ms / minuteMs) * minuteMs;
}

/** From when on the journals tell everything, and why not from earlier on. */
async function coverageOf(pool: pg.Pool, roots: readonly string[]): Promise<{ fromMs: number; limits: string[] }> {
  const positions = await readPositions(pool);
  const limits: string[] = [];
  let fromMs = 0;
  let firstMs = Number.POSITIVE_INFINITY;
  const here = new Set<string>();
  for (const folder of await foldersOf(roots)) {
    const [first] = await listJournalFiles(folder.path);
    if (!first) continue;
    here.add(folder.writer);
    firstMs = Math.min(firstMs, await firstTimeOf(folder.path));
    if (first.firstSequence === 1) continue;
    // All before the oldest file that is left is gone; it was begun when the one before was full.
    const { birthtimeMs, mtimeMs } = await stat(first.path);
    fromMs = Math.max(fromMs, Math.min(birthtimeMs || mtimeMs, mtimeMs));
    limits.push(`older files of ${folder.writer} were removed`);
  }
  for (const [writer, { updatedMs }] of positions) {
    if (here.has(writer)) continue;
    fromMs = Math.max(fromMs, updatedMs);
    limits.push(`the journal of ${writer} is not here; it was stored until ${new Date(updatedMs).toISOString()}`);
  }
  if (await isCountedBefore(pool, firstMs)) {
    fromMs = Math.max(fromMs, firstMs);
    limits.push(`before ${new Date(firstMs).toISOString()} there was no journal`);
  }
  return { fromMs: Math.ceil(fromMs / minuteMs) * minuteMs, limits };
}

async function firstTimeOf(folder: string): Promise<number> {
  for await (const { text } of readJournal(folder)) {
    const note = readRecord(text);
    if (note) return note.kind === "answer" ? note.event.atMs : note.atMs;
  }
  return Number.POSITIVE_INFINITY;
}

/** Whether something was counted before the first note: by an older version, or as invented data of a demo. */
async function isCountedBefore(pool: pg.Pool, firstMs: number): Promise<boolean> {
  if (!Number.isFinite(firstMs)) return false;
  const { rows } = await pool.query<{ before: boolean }>(
    `SELECT EXISTS (SELECT FROM usage_days WHERE bucket_start < date_trunc('day', $1::timestamptz, 'UTC'))
         OR EXISTS (SELECT FROM usage_minutes WHERE bucket_start < date_trunc('minute', $1::timestamptz, 'UTC')) AS before`,
    [new Date(firstMs)],
  );
  return rows[0]?.before ?? false;
}

async function foldersOf(roots: readonly string[]) {
  return (await Promise.all(roots.map(listWriters))).flat();
}

async function readPositions(client: pg.Pool | pg.ClientBase): Promise<Stored["positions"]> {
  const { rows } = await client.query<{ writer: string; sequence: string; updated_at: Date }>(
    "SELECT writer, sequence, updated_at FROM journal_positions",
  );
  return new Map(
    rows.map((row) => [row.writer, { sequence: Number(row.sequence), updatedMs: row.updated_at.getTime() }]),
  );
}

async function readStored(pool: pg.Pool, { fromMs, toMs }: Span): Promise<Stored> {
  const client = await pool.connect();
  try {
    // One picture of all three: a flush changes them together.
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const positions = await readPositions(client);
    const usage = await client.query<{ key: string; requests: string }>(
      `SELECT concat_ws(' ', organization_id, product, environment, status_class) AS key, sum(requests) AS requests
         FROM usage_minutes WHERE bucket_start >= $1 AND bucket_start < $2 GROUP BY 1`,
      [new Date(fromMs), new Date(toMs)],
    );
    const counters = await client.query<Record<string, string>>(
      `SELECT concat_ws(' ', subject, product, environment) AS id, day, day_count, month, month_count FROM limit_states
        WHERE as_of >= $1 AND as_of < $2`,
      [fromMs, toMs],
    );
    const slices = await client.query<{ key: string; start_ms: string; count: string }>(
      `SELECT concat_ws(' ', subject, product, environment, span, start_ms) AS key, start_ms, count FROM limit_slices
        WHERE ends_ms > $1 AND start_ms < $2`,
      [fromMs, toMs],
    );
    const organizations = await client.query<{ id: string }>("SELECT id FROM organizations");
    await client.query("COMMIT");
    return {
      positions,
      organizations: new Set(organizations.rows.map(({ id }) => id)),
      usage: new Map(usage.rows.map(({ key, requests }) => [key, Number(requests)])),
      counters: counters.rows.map(({ id = "", day, day_count, month, month_count }) => ({
        id,
        day: Number(day),
        dayCount: Number(day_count),
        month: Number(month),
        monthCount: Number(month_count),
      })),
      slices: slices.rows.map(({ key, start_ms, count }) => ({ key, startMs: Number(start_ms), count: Number(count) })),
    };
  } finally {
    client.release();
  }
}

async function readNoted(roots: readonly string[], positions: Stored["positions"], span: Span): Promise<Noted> {
  const noted: Noted = { usage: new Map(), passes: new Map(), waiting: 0, missing: 0 };
  const add = (counts: Map<string, number>, key: string, count: number) =>
    counts.set(key, (counts.get(key) ?? 0) + count);
  for (const { writer, path } of await foldersOf(roots)) {
    const position = positions.get(writer)?.sequence ?? 0;
    let last: number | undefined;
    for await (const { sequence, text } of readJournal(path)) {
      if (sequence > position) {
        noted.waiting += 1;
        continue;
      }
      if (last !== undefined) noted.missing += sequence - last - 1;
      last = sequence;
      const note = readRecord(text);
      if (note?.kind === "answer") {
        const { organizationId, product, environment, status, atMs } = note.event;
        if (atMs < span.fromMs || atMs >= span.toMs) continue;
        add(noted.usage, `${organizationId} ${product} ${environment} ${statusClassOf(status)}`, 1);
      } else if (note?.kind === "window-pass") {
        for (const bucket of note.buckets) {
          const { span } = bucket.window;
          add(noted.passes, `${counterIdOf(bucket)} ${startOfSlice(span, sliceAt(span, note.atMs))}`, note.cost);
        }
      } else if (note) {
        for (const bucket of note.buckets) {
          const id = counterIdOf(bucket);
          add(noted.passes, `${id} day ${Math.floor(note.atMs / dayMs)}`, note.cost);
          add(noted.passes, `${id} month ${monthOf(note.atMs).index}`, note.cost);
        }
      }
    }
    noted.missing += position - Math.max(last ?? position, 0);
  }
  return noted;
}

function compareUsage(noted: Map<string, number>, { usage, organizations }: Stored): Comparison {
  const things = [...new Set([...usage.keys(), ...noted.keys()])]
    .filter((key) => organizations.has(key.split(" ")[0] ?? ""))
    .map((what) => ({ what, journal: noted.get(what) ?? 0, stored: usage.get(what) ?? 0 }));
  return sumUp("answers in the roll-ups", things);
}

type Compared = { key: string; startMs: number; count: number };
type Window = (counter: Stored["counters"][number]) => Compared;

const dayWindow: Window = ({ id, day, dayCount }) => ({
  key: `${id} day ${day}`,
  startMs: day * dayMs,
  count: dayCount,
});
const monthWindow: Window = ({ id, month, monthCount }) => ({
  key: `${id} month ${month}`,
  startMs: Date.UTC(Math.floor(month / 12), month % 12),
  count: monthCount,
});

/** Counters hold the newest window alone; it is compared where the journals tell of all of it. */
function compareCounters<Counter>(
  name: string,
  passes: Map<string, number>,
  counters: readonly Counter[],
  fromMs: number,
  windowOf: (counter: Counter) => Compared,
): Comparison {
  const things = counters
    .map(windowOf)
    .filter(({ startMs }) => startMs >= fromMs)
    .map(({ key, count }) => ({ what: key, journal: passes.get(key) ?? 0, stored: count }));
  return sumUp(name, things);
}

function sumUp(name: string, things: readonly Difference[]): Comparison {
  const sum = (of: "journal" | "stored") => things.reduce((total, thing) => total + thing[of], 0);
  return {
    name,
    compared: things.length,
    journal: sum("journal"),
    stored: sum("stored"),
    differences: things.filter(({ journal, stored }) => journal !== stored),
  };
}
