import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { prune } from "@/lib/platform/prune";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { pruneMetering } from "./metering-leftovers";
import { pruneAccounting } from "./prune-accounting";
import { startUpkeep } from "./upkeep";

const { clock, open } = useTestRuntime();

let logged: object[];
const log = (_level: string, event: string, fields?: object) => {
  logged.push({ event, ...fields });
};
const query = async (text: string, values: unknown[] = []) => (await open().database.pool.query(text, values)).rows;
const countOf = async (table: string) => (await query(`SELECT count(*)::int AS count FROM ${table}`))[0]?.count;

/** Positions of processes, which are kept for 400 days. */
const addPositions = (count: number, daysAgo: number) =>
  query(
    `INSERT INTO journal_positions (writer, sequence, updated_at) SELECT 'process ' || $2 || ' ' || n, n, $3 FROM generate_series(1, $1::int) AS n`,
    [count, String(daysAgo), new Date(clock.now() - daysAgo * 86_400_000)],
  );

beforeEach(async () => {
  logged = [];
  await query("DELETE FROM journal_positions");
});
afterEach(() => {
  vi.useRealTimers();
});

it("many rows go in small statements, and those that are not meant stay", async () => {
  await query(`CREATE TABLE removals (rows int);
    CREATE FUNCTION note_removal() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO removals SELECT count(*) FROM gone; RETURN NULL; END $$;
    CREATE TRIGGER note_removal AFTER DELETE ON journal_positions REFERENCING OLD TABLE AS gone
      FOR EACH STATEMENT EXECUTE FUNCTION note_removal()`);
  await addPositions(60_500, 401);
  await addPositions(3, 0);
  await pruneAccounting(open().database.pool, clock.now(), { log });
  expect([await countOf("journal_positions"), logged]).toEqual([3, []]);
  const [removals] = await query("SELECT max(rows)::int AS most, sum(rows)::int AS all FROM removals");
  expect(removals).toEqual({ most: 2_000, all: 60_500 });
});

it("a kind that fails is logged once and holds up no other", async () => {
  const { pool } = open().database;
  await addPositions(2, 401);
  await query("ALTER TABLE usage_minutes RENAME TO usage_minutes_away");
  try {
    await pruneAccounting(pool, clock.now(), { log });
  } finally {
    await query("ALTER TABLE usage_minutes_away RENAME TO usage_minutes");
  }
  expect(logged).toMatchObject([
    { event: "prune_failed", table: "usage_minutes", error: 'relation "usage_minutes" does not exist' },
  ]);
  expect(await countOf("journal_positions")).toBe(0);
});

it("what a deletion left and cannot be cleared away is logged, stays noted, and holds up nothing else", async () => {
  await query(`INSERT INTO metering_leftovers (kind, subject, added_at)
    VALUES ('meter', 'meter_1', '2026-01-01'), ('customer', 'cus_1', '2026-01-01'), ('meter', 'meter_2', '2026-01-01')`);
  await query("ALTER TABLE meter_groups RENAME TO meter_groups_away");
  try {
    await pruneMetering(open().database.pool, clock.now(), { log });
  } finally {
    await query("ALTER TABLE meter_groups_away RENAME TO meter_groups");
  }
  const subjects = async () =>
    (await query("SELECT subject FROM metering_leftovers ORDER BY 1")).map((row) => row.subject);
  expect(await subjects()).toEqual(["meter_1", "meter_2"]);
  const failed = { event: "prune_failed", table: "metering_leftovers", kind: "meter" };
  expect(logged).toMatchObject([
    { ...failed, subject: "meter_1", error: 'relation "meter_groups" does not exist' },
    { ...failed, subject: "meter_2" },
  ]);
  await pruneMetering(open().database.pool, clock.now(), { log });
  expect(await subjects()).toEqual([]);
});

it("two processes at once neither wait for each other nor leave anything", async () => {
  const { pool } = open().database;
  await addPositions(20_000, 401);
  await Promise.all([1, 2, 3].map(() => pruneAccounting(pool, clock.now(), { log })));
  expect([await countOf("journal_positions"), logged]).toEqual([0, []]);
});

it("ends with the batch under way when the process does", async () => {
  await addPositions(5_000, 401);
  const leftovers = { table: "journal_positions", where: "true", values: [] };
  await prune(open().database.pool, [leftovers], { log, signal: AbortSignal.abort() });
  expect(await countOf("journal_positions")).toBe(3_000);
});

it("runs soon after the start, not within its first seconds", async () => {
  const { database, signingKeys, auditMarks } = open();
  await addPositions(1, 401);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const start = () => startUpkeep({ database, clock, log, signingKeys, auditMarks });
  const early = start();
  vi.advanceTimersByTime(19_000);
  await early();
  expect(await countOf("journal_positions")).toBe(1);
  const inTime = start();
  vi.advanceTimersByTime(80_000);
  await inTime();
  expect([await countOf("journal_positions"), logged]).toEqual([0, []]);
});

it("a process whose clock is ahead clears away nothing that has not had its time", async () => {
  const { database, signingKeys, auditMarks } = open();
  await query("INSERT INTO journal_positions (writer, sequence, updated_at) VALUES ('now', 1, now())");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const ahead = { now: () => Date.now() + 500 * 86_400_000 };
  const stop = startUpkeep({ database, clock: ahead, log, signingKeys, auditMarks });
  vi.advanceTimersByTime(80_000);
  await stop();
  expect([await countOf("journal_positions"), logged]).toEqual([1, []]);
});
