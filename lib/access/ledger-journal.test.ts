import { randomUUID } from "node:crypto";
import { appendFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { WindowSpan } from "./catalogue";
import { createCounterStore } from "./counter-store";
import { timedCount, unpackLatencies } from "./latency-histogram";
import type { Ledger } from "./ledger";
import { answerRecord, passRecord, readRecord, windowPassRecord } from "./ledger-record";
import type { PlanBucket } from "./limiter";
import { LimitsUnavailable } from "./limits-unavailable";
import { journalRoot, openLedger } from "./open-ledger";
import type { UsageEvent } from "./usage-event";
import { findSpan } from "./window-span";

const { clock, open } = useTestRuntime();

let folder: string;
let logged: string[];
/** The writers whose process rows live. */
const living = new Set<string>();
/** Those whose rows were not renewed in time. */
const asleep = new Set<string>();
const log = (_level: string, event: string) => void logged.push(event);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ledger-"));
  await open().database.prisma.organization.create({ data: { id: "org-1", name: "One" } });
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  logged = [];
});

const settings = () => ({ folder, syncs: false, mostBytes: 1e9 });

/** A process that lives until it is killed: then nothing of it is left but its files. */
async function startProcess(change: Partial<ReturnType<typeof settings>> = {}) {
  const id = randomUUID();
  living.add(id);
  const { pool } = open().database;
  const store = createCounterStore(pool);
  const row = {
    id,
    isHeld: () => !asleep.has(id),
    live: async () => [...living].map((one) => ({ ...liveProcess, id: one })),
  };
  const ledger = await openLedger({ pool, store, log, settings: { ...settings(), ...change }, row });
  return { id, ledger, kill: () => living.delete(id) };
}
const liveProcess = { sharesLimits: false, settledFor: null, stopping: false };

const owner = { product: "prompts", environment: "production" } as const;

const bucketOf = (subject: string): PlanBucket => ({
  subject,
  product: "prompts",
  environment: "production",
  limits: { perMinute: 60_000, burst: 60_000 },
});

function eventOf(credentialId: string): UsageEvent {
  const what = { product: "prompts", environment: "production", endpoint: "GET /v1/prompts", status: 200 } as const;
  return { ...what, organizationId: "org-1", credentialId, atMs: clock.now() };
}

/** `count` requests of one credential, passed and answered; resolves when the answers may leave. */
async function serve(ledger: Ledger, name: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    ledger.passed([bucketOf(`org:${name}`), bucketOf(`key:${name}`)], 1, clock.now());
    ledger.answered(eventOf(name));
  }
  await ledger.kept(0);
}

async function storedOf(name: string): Promise<number[]> {
  const { rows } = await open().database.pool.query<{ counts: number[] }>(
    `SELECT array[(SELECT coalesce(sum(requests), 0) FROM usage_days WHERE credential_id = $1),
                  (SELECT coalesce(sum(day_count), 0) FROM limit_states WHERE subject = 'org:' || $1),
                  (SELECT coalesce(sum(day_count), 0) FROM limit_states WHERE subject = 'key:' || $1)]::int[] AS counts`,
    [name],
  );
  return rows[0]?.counts ?? [];
}

describe("what a killed process answered", () => {
  it("is stored by the next that starts, whether it was flushed, half of it or none, and only once", async () => {
    const first = await startProcess();
    await serve(first.ledger, "killed", 70);
    await first.ledger.flush();
    await serve(first.ledger, "killed", 30);
    first.kill();
    const second = await startProcess();
    expect(await storedOf("killed")).toEqual([100, 100, 100]);
    expect(logged).toEqual(["journal_replayed"]);
    second.kill();
    await startProcess();
    expect(await storedOf("killed")).toEqual([100, 100, 100]);
    expect(logged).toEqual(["journal_replayed"]);
  });

  it("is stored with how long each answer took, as its own flush would have stored it", async () => {
    const first = await startProcess();
    const micros = [100, 2_000, 2_000, 900_000, 70_000_000];
    const answer = async (name: string) => {
      for (const elapsedMicros of micros) first.ledger.answered({ ...eventOf(name), elapsedMicros });
      await first.ledger.kept(0);
    };
    await answer("timed-flushed");
    await first.ledger.flush();
    await answer("timed-killed");
    first.kill();
    await startProcess();
    const { rows } = await open().database.pool.query<{ latency: string }>(
      "SELECT latency::text FROM usage_hours WHERE credential_id LIKE 'timed-%'",
    );
    const [flushed, killed] = rows.map(({ latency }) => unpackLatencies(latency));
    expect([rows.length, flushed]).toEqual([2, killed]);
    expect(timedCount(killed ?? [])).toBe(micros.length);
  });

  it("is read where a version wrote it that did not measure, and that version reads what this one writes", () => {
    const line = "a\t1781092820000\torg-1\tprompts\tproduction\tkey_1\tGET /v1/prompts\t200";
    const { kind, ...note } = readRecord(line) ?? {};
    expect([kind, note]).toEqual(["answer", { event: { ...eventOf("key_1"), atMs: 1_781_092_820_000 } }]);
    const timed = answerRecord({ ...eventOf("key_1"), atMs: 1_781_092_820_000, elapsedMicros: 1_234 });
    // It took fields by their place and looked at none behind the status.
    expect(timed).toBe(`${line}\t1234`);
  });

  it("is stored once by two that start at the same moment", async () => {
    const processes = await Promise.all([startProcess(), startProcess()]);
    await Promise.all(processes.map(({ ledger }) => serve(ledger, "raced", 500)));
    for (const { kill } of processes) kill();
    await Promise.all([startProcess(), startProcess(), startProcess()]);
    expect(await storedOf("raced")).toEqual([1_000, 1_000, 1_000]);
  });

  it("is stored but for a torn end, which was never answered", async () => {
    const first = await startProcess();
    await serve(first.ledger, "torn", 9);
    first.kill();
    const root = await journalRoot(open().database.pool, settings());
    const [file = ""] = await readdir(join(root, first.id));
    await appendFile(join(root, first.id, file), Buffer.from([200, 0, 0, 0, 1, 2, 3, 4, 5]));
    await startProcess();
    expect(await storedOf("torn")).toEqual([9, 9, 9]);
  });

  it("is left alone while it lives, also on another machine with the same folder", async () => {
    const first = await startProcess();
    await serve(first.ledger, "alive", 5);
    await startProcess();
    expect(await storedOf("alive")).toEqual([0, 0, 0]);
    await first.ledger.flush();
    expect(await storedOf("alive")).toEqual([5, 5, 5]);
  });

  it("is not stored into another database that this machine serves", async () => {
    const first = await startProcess();
    await serve(first.ledger, "elsewhere", 5);
    first.kill();
    const { pool } = open().database;
    const { rows } = await pool.query(
      "UPDATE deployment SET id = gen_random_uuid() RETURNING (SELECT id FROM deployment) AS id",
    );
    await startProcess();
    expect(await storedOf("elsewhere")).toEqual([0, 0, 0]);
    await pool.query("UPDATE deployment SET id = $1", [rows[0]?.id]);
    await startProcess();
    expect(await storedOf("elsewhere")).toEqual([5, 5, 5]);
  });
});

it("a process that was taken for dead and goes on counts nothing twice and loses nothing", async () => {
  const paused = await startProcess();
  await serve(paused.ledger, "paused", 40);
  paused.kill();
  await startProcess();
  expect(await storedOf("paused")).toEqual([40, 40, 40]);
  living.add(paused.id);
  await serve(paused.ledger, "paused", 10);
  await paused.ledger.flush();
  expect(await storedOf("paused")).toEqual([50, 50, 50]);
  expect(logged).toContain("ledger_stored_by_another");
  // Killed for good: what came after the others had marked its journal as stored is found all the same.
  await serve(paused.ledger, "paused", 3);
  paused.kill();
  await startProcess();
  expect(await storedOf("paused")).toEqual([53, 53, 53]);
});

it("what a process that was taken for dead writes while its journal is read is stored once it is gone", async () => {
  const paused = await startProcess();
  await serve(paused.ledger, "overtaken", 40);
  paused.kill();
  const { pool } = open().database;
  const holder = await pool.connect();
  try {
    // Holds the storing up, after the journal was read.
    await holder.query("BEGIN");
    await holder.query("LOCK TABLE journal_positions IN EXCLUSIVE MODE");
    const next = startProcess();
    await expect.poll(() => waitingForLocks(holder)).toBeGreaterThan(0);
    await serve(paused.ledger, "overtaken", 10);
    await holder.query("COMMIT");
    await next;
  } finally {
    holder.release();
  }
  await startProcess();
  expect(await storedOf("overtaken")).toEqual([50, 50, 50]);
});

async function waitingForLocks(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted AND relation = 'journal_positions'::regclass`,
  );
  return rows[0]?.count ?? 0;
}

it("a process that ends in order leaves nothing to be stored", async () => {
  const first = await startProcess();
  await serve(first.ledger, "ended", 4);
  await first.ledger.flush();
  await first.ledger.close();
  first.kill();
  await open().database.pool.query("DELETE FROM journal_positions WHERE writer = $1", [first.id]);
  await startProcess();
  expect([await storedOf("ended"), logged]).toEqual([[4, 4, 4], []]);
});

it("a database that was restored from a backup gets what was counted since from journals whose marks are removed", async () => {
  const { pool } = open().database;
  const first = await startProcess();
  await serve(first.ledger, "restored", 6);
  await first.ledger.flush();
  const positions = await pool.query("SELECT writer, sequence FROM journal_positions WHERE writer = $1", [first.id]);
  await serve(first.ledger, "restored", 5);
  await first.ledger.flush();
  await first.ledger.close();
  first.kill();
  await pool.query("UPDATE journal_positions SET sequence = $2 WHERE writer = $1", [
    first.id,
    positions.rows[0]?.sequence,
  ]);
  await pool.query("UPDATE usage_days SET requests = 6 WHERE credential_id = 'restored'");
  await pool.query("UPDATE limit_states SET day_count = 6 WHERE subject LIKE '%:restored'");
  await rm(join(await journalRoot(pool, settings()), first.id, "stored"));
  await startProcess();
  expect(await storedOf("restored")).toEqual([11, 11, 11]);
});

describe("a process whose place may be another's when its notes are written", () => {
  it("keeps the answer back of what began before, whenever that is ready, and of nothing that begins later", async () => {
    const { id, ledger } = await startProcess();
    const begunMs = performance.now();
    ledger.passed([bucketOf("org:late-note")], 1, clock.now());
    asleep.add(id);
    await expect(ledger.kept(begunMs)).rejects.toThrow(LimitsUnavailable);
    asleep.delete(id);
    await expect(ledger.kept(begunMs)).rejects.toThrow(LimitsUnavailable);
    await ledger.kept(performance.now());
  });

  it("answers what was let through without a limit", async () => {
    const { id, ledger } = await startProcess();
    const begunMs = performance.now();
    asleep.add(id);
    ledger.answered(eventOf("unlimited"));
    await ledger.kept(begunMs);
    await ledger.flush();
    expect((await storedOf("unlimited"))[0]).toBe(1);
  });

  it("answers for nothing that neither its journal nor, in time, the database has", async () => {
    const { id, ledger } = await startProcess({ mostBytes: 0 });
    ledger.passed([bucketOf("org:no-note")], 1, clock.now());
    await expect.poll(() => logged).toContain("journal_failed");
    asleep.add(id);
    await expect(ledger.kept(0)).rejects.toThrow(LimitsUnavailable);
  });
});

describe("without a disk that takes the journal", () => {
  it("an answer waits until the database has it", async () => {
    const place = await mkdtemp(join(folder, "broken-"));
    const { ledger } = await startProcess({ folder: place });
    await writeFile(await journalRoot(open().database.pool, { ...settings(), folder: place }), "a file in its way");
    await serve(ledger, "no-disk", 6);
    expect(await storedOf("no-disk")).toEqual([6, 6, 6]);
    expect([logged, ledger.takesNotes()]).toEqual([["journal_failed"], true]);
  });

  it("a pass that the journal lost is stored before the answer leaves, also when the journal takes the answer", async () => {
    const { ledger } = await startProcess({ mostBytes: 0 });
    ledger.passed([bucketOf("org:late"), bucketOf("key:late")], 1, clock.now());
    await expect.poll(() => logged).toContain("journal_failed");
    expect(await storedOf("late")).toEqual([0, 0, 0]);
    ledger.answered(eventOf("late"));
    await ledger.kept(0);
    expect(await storedOf("late")).toEqual([1, 1, 1]);
  });

  it("nor a database no answer may leave, nothing more is taken, and it goes on by itself when it is back", async () => {
    const { pool } = open().database;
    const { ledger } = await startProcess({ mostBytes: 0 });
    await pool.query("ALTER TABLE journal_positions RENAME TO journal_positions_away");
    try {
      await expect(serve(ledger, "neither", 2)).rejects.toThrow("journal_positions");
      expect(ledger.takesNotes()).toBe(false);
      await expect(ledger.flush()).rejects.toThrow("journal_positions");
      expect(ledger.takesNotes()).toBe(false);
    } finally {
      await pool.query("ALTER TABLE journal_positions_away RENAME TO journal_positions");
    }
    await ledger.flush();
    expect([ledger.takesNotes(), await storedOf("neither")]).toEqual([true, [2, 2, 2]]);
  });

  it("nothing more is taken while what it lost is not stored either, also when it takes notes again", async () => {
    const { pool } = open().database;
    const { id, ledger } = await startProcess();
    const root = await journalRoot(pool, settings());
    await mkdir(root, { recursive: true });
    // In the place of the writer's folder.
    await writeFile(join(root, id), "");
    await pool.query("ALTER TABLE journal_positions RENAME TO journal_positions_away");
    try {
      await expect(serve(ledger, "lost", 2)).rejects.toThrow("journal_positions");
      await rm(join(root, id));
      const flushed = () => ledger.flush().catch(() => logged);
      await expect.poll(flushed, { timeout: 10_000 }).toContain("journal_resumed");
      expect(ledger.takesNotes()).toBe(false);
    } finally {
      await pool.query("ALTER TABLE journal_positions_away RENAME TO journal_positions");
    }
    await ledger.flush();
    expect([ledger.takesNotes(), await storedOf("lost")]).toEqual([true, [2, 2, 2]]);
  });
});

it("a named window's passes of a killed process are stored once by the next, slice by slice", async () => {
  const window = (id: string) => ({ name: "own", limit: 9, span: findSpan(id) as WindowSpan });
  const buckets = ["1h", "~1h"].map((id) => ({ ...owner, subject: "org:sliced", window: window(id) }));
  const first = await startProcess();
  const pass = async (cost: number) => {
    first.ledger.passed([bucketOf("org:sliced"), ...buckets], cost, clock.now());
    await first.ledger.kept(0);
  };
  const countsOf = async () => {
    const { rows } = await open().database.pool.query<{ span: string; counts: number[] }>(
      "SELECT span, array_agg(count::int ORDER BY start_ms) AS counts FROM limit_slices WHERE subject = 'org:sliced' GROUP BY 1 ORDER BY 1",
    );
    return Object.fromEntries(rows.map(({ span, counts }) => [span, counts]));
  };
  await pass(2);
  await first.ledger.flush();
  await pass(3);
  // Into the next slice of the one that slides.
  clock.advance(180_000);
  await pass(4);
  first.kill();
  await startProcess();
  expect(await countsOf()).toEqual({ "1h": [9], "~1h": [5, 4] });
  await startProcess();
  expect(await countsOf()).toEqual({ "1h": [9], "~1h": [5, 4] });
});

it("a note of named windows is read as it was written, and an older version reads none", () => {
  const span = findSpan("~1h") as WindowSpan;
  const buckets = ["org:1", "tab\tand\nbreak"].map((subject) => ({ ...owner, subject, window: { span } }));
  const record = windowPassRecord(buckets, 3, 17);
  expect(readRecord(record)).toEqual({ kind: "window-pass", atMs: 17, cost: 3, buckets });
  expect(record).toMatch(/^w\t/);
});

it("a note is read as it was written, whatever its texts hold", () => {
  const buckets = ["org:1", "tab\tand\nbreak", "back\\slash\\t", "é 𝟚 \\n"].map(bucketOf);
  const { subject: _, ...others } = buckets[0] as PlanBucket;
  expect(readRecord(passRecord(buckets, 3, 17))).toEqual({
    kind: "pass",
    atMs: 17,
    cost: 3,
    buckets: buckets.map(({ subject }) => ({ ...others, subject })),
  });
  expect(passRecord(buckets, 3, 17)).not.toContain("\n");
});
