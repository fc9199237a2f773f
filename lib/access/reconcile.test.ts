import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { environmentOf } from "@/lib/testing/child-process";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { runCommand } from "@/scripts/commands/run-command";
import type { WindowSpan } from "./catalogue";
import { createCounterStore } from "./counter-store";
import { bucketsWith } from "./limiter";
import { journalRoot, openLedger } from "./open-ledger";
import { findSpan } from "./window-span";

const { clock, open } = useTestRuntime();
let data: string;

beforeAll(async () => {
  clock.set(Date.now());
  await open().database.prisma.organization.create({ data: { id: "org-1", name: "One" } });
});
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "reconcile-"));
  await open().database.pool.query(
    "TRUNCATE journal_positions, usage_minutes, usage_hours, usage_days, limit_states, limit_slices",
  );
});
afterAll(async () => {
  await rm(data, { recursive: true });
});

async function startProcess(folder = data) {
  const { pool } = open().database;
  const id = randomUUID();
  const live = async () => [{ id, sharesLimits: true, settledFor: null, stopping: false }];
  const row = { id, isHeld: () => true, live };
  const settings = { folder: join(folder, "journal"), syncs: false, mostBytes: 1e9 };
  const ledger = await openLedger({ pool, store: createCounterStore(pool), log: () => undefined, settings, row });
  return { id, ledger, root: await journalRoot(pool, settings) };
}
type Process = Awaited<ReturnType<typeof startProcess>>;

const week = findSpan("7d") as WindowSpan;

async function serve({ ledger }: Process, count: number): Promise<void> {
  const bucket = { subject: "org:org-1", product: "prompts", environment: "production" } as const;
  for (let n = 0; n < count; n++) {
    const limits = { perMinute: 60_000, burst: 60_000, windows: [{ name: "own", limit: 60_000, span: week }] };
    ledger.passed(bucketsWith(bucket, limits), 1, clock.now());
    ledger.answered({
      organizationId: "org-1",
      product: "prompts",
      environment: "production",
      credentialId: "key_1",
      endpoint: "GET /v1/prompts",
      status: 200,
      atMs: clock.now(),
    });
  }
  await ledger.kept(0);
}

async function compare(...args: string[]) {
  const env = environmentOf(open().settings, { LATCHKEY_DATA_DIR: data });
  const { stdout, code } = await runCommand(["reconcile", ...args, "--json"], env);
  const { outcome, data: found, error } = JSON.parse(stdout);
  if (error !== null) throw new Error(`${outcome}: ${error}`);
  const { comparisons, waiting, missing, limits, equal: isEqual } = found;
  expect([outcome, code]).toEqual(isEqual ? ["done", 0] : ["failed", 1]);
  const sums = comparisons.map((one: Record<string, unknown>) => [one.compared, one.journal, one.stored]);
  const differences = comparisons.flatMap((one: { differences: unknown[] }) => one.differences);
  return { isEqual, sums, differences, waiting, missing, limits };
}

const equal = (count: number) => ({
  isEqual: true,
  sums: [
    [1, count, count],
    [1, count, count],
    [1, count, count],
    [1, count, count],
  ],
  differences: [],
  missing: 0,
  limits: [],
});

describe("reconcile", () => {
  it("finds no difference between what several processes noted and what is stored, and tells what is still to be stored", async () => {
    const [first, second] = [await startProcess(), await startProcess()];
    await serve(first, 30);
    await first.ledger.flush();
    await serve(second, 20);
    await second.ledger.flush();
    await serve(second, 5);
    expect(await compare()).toEqual({ ...equal(50), waiting: 15 });
    await second.ledger.flush();
    expect(await compare()).toEqual({ ...equal(55), waiting: 0 });
  });

  it("finds an answer that is not in the roll-ups and a pass that is not on its limit, and fails", async () => {
    const { pool } = open().database;
    const only = await startProcess();
    await serve(only, 30);
    await only.ledger.flush();
    await pool.query("UPDATE usage_minutes SET requests = requests - 1");
    await pool.query("UPDATE limit_states SET day_count = day_count + 2");
    const { isEqual, differences } = await compare();
    expect(isEqual).toBe(false);
    const day = Math.floor(clock.now() / 86_400_000);
    expect(differences).toEqual([
      { what: "org-1 prompts production 2xx", journal: 30, stored: 29 },
      { what: `org:org-1 prompts production day ${day}`, journal: 30, stored: 32 },
    ]);
    const [, passes] = (await compare("--from", new Date(clock.now() + 120_000).toISOString())).sums;
    expect(passes).toEqual([0, 0, 0]);
  });

  it("says how far back it can compare where files are gone, and where a process wrote on another disk", async () => {
    const elsewhere = await mkdtemp(join(data, "other-"));
    const [here, there] = [await startProcess(), await startProcess(elsewhere)];
    for (const one of [here, there]) {
      await serve(one, 10);
      await one.ledger.flush();
    }
    const alone = await compare();
    expect(alone.limits).toEqual([expect.stringContaining(`the journal of ${there.id} is not here`)]);
    expect(alone.differences).toEqual([]);
    expect(await compare("--journals", join(elsewhere, "journal"))).toEqual({ ...equal(20), waiting: 0 });

    const [file = ""] = await readdir(join(there.root, there.id));
    await rename(join(there.root, there.id, file), join(there.root, there.id, "0000000000000005.log"));
    const cut = await compare("--journals", join(elsewhere, "journal"));
    expect(cut.limits).toEqual([`older files of ${there.id} were removed`]);
  });

  it("tells of notes that were stored although the disk did not take them", async () => {
    const { pool } = open().database;
    const only = await startProcess();
    await serve(only, 4);
    await only.ledger.flush();
    await pool.query("UPDATE journal_positions SET sequence = sequence + 3");
    expect((await compare()).missing).toBe(3);
  });

  it("compares from the first note on where something was counted before there was a journal", async () => {
    const only = await startProcess();
    await serve(only, 4);
    await only.ledger.flush();
    await open().database.pool.query(
      "INSERT INTO usage_days SELECT organization_id, bucket_start - interval '9 days', product, environment, credential_id, endpoint, status_class, 7 FROM usage_days",
    );
    const { limits, isEqual } = await compare();
    expect([limits, isEqual]).toEqual([[expect.stringContaining("there was no journal")], true]);
  });

  it("refuses a time that is none and a folder of another database, in a sentence", async () => {
    await expect(compare("--from", "yesterday")).rejects.toThrow("usage: yesterday is no time");
    await expect(compare("--journals", data)).rejects.toThrow(/^refused: .* holds no journal of this database/);
    await expect(compare("--form", "now")).rejects.toThrow("reconcile takes no --form (is it --from?)");
  });
});
