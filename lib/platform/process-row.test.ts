import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { leaseMs } from "./process-claim";
import { claimProcessRow, type ProcessRow, type ProcessRowOptions } from "./process-row";
import { markText } from "./secrets-mark";

const { open } = useTestRuntime();
const claimed: ProcessRow[] = [];
const alike = { version: "1.1.0", needs: [], secrets: { works: ["a"], accepts: ["a"] } };

afterEach(async () => {
  for (const row of claimed.splice(0)) await row.leave();
  await query("DELETE FROM server_processes");
});

async function claim(options: Partial<ProcessRowOptions> = {}): Promise<ProcessRow> {
  const row = await claimProcessRow({
    connectionString: open().settings.databaseUrl,
    sharesLimits: false,
    alike,
    log: () => undefined,
    onLost: () => undefined,
    ...options,
  });
  claimed.push(row);
  return row;
}

async function query(sql: string, values: unknown[] = []): Promise<number | null> {
  return (await open().database.pool.query(sql, values)).rowCount;
}

type Silent = {
  silentMs: number;
  sharesLimits?: boolean;
  version?: string;
  secrets?: ProcessRowOptions["alike"]["secrets"];
};

/** The row of a process that has not renewed it for so long. */
async function leaveBehind({
  silentMs,
  sharesLimits = false,
  version = alike.version,
  secrets = alike.secrets,
}: Silent) {
  const id = randomUUID();
  await query(
    `INSERT INTO server_processes (id, started_at, seen_at, stopping, shares_limits, version, secrets_mark)
     VALUES ($1, clock_timestamp(), clock_timestamp() - $2 * interval '1 millisecond', false, $3, $4, $5)`,
    [id, silentMs, sharesLimits, version, markText(secrets)],
  );
  return id;
}

describe("a row that was not renewed in time, as where its process was busy for longer than it holds", () => {
  it("is held again after the renewal under way, which nobody waits for while it is held", async () => {
    const row = await claim();
    expect(row.renewal()).toBeNull();
    const now = Date.now;
    const later = vi.spyOn(Date, "now").mockImplementation(() => now() + leaseMs);
    expect(row.isHeld()).toBe(false);
    await row.renewal();
    expect(row.isHeld()).toBe(true);
    later.mockRestore();
  });

  it("is not held where another process has it, and is waited for no more", async () => {
    const lost = vi.fn();
    const row = await claim({ onLost: lost });
    await query("DELETE FROM server_processes");
    const now = Date.now;
    const later = vi.spyOn(Date, "now").mockImplementation(() => now() + leaseMs);
    await row.renewal();
    expect([row.isHeld(), row.renewal(), lost.mock.calls.length]).toEqual([false, null, 1]);
    later.mockRestore();
  });
});

describe("where limits are counted in memory", () => {
  it("a second process is refused while the first one lives, and told what to set", async () => {
    const first = await claim();
    await expect(claim()).rejects.toThrow(/another process runs on this database.*stop it first, or set REDIS_URL/);
    expect(first.isHeld()).toBe(true);
    expect((await first.live()).map(({ id }) => id)).toEqual([first.id]);
  });

  it("of several that start at once exactly one gets the place", async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => claim()));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("one that left in order makes room at once", async () => {
    const first = await claim();
    await first.leave();
    const told: string[] = [];
    await claim({ progress: (line) => told.push(line) });
    expect(told).toEqual([]);
    expect(first.isHeld()).toBe(false);
  });

  it("one that stops is waited for, and followed when it has left", async () => {
    const first = await claim();
    await first.markStopping();
    let taken = false;
    const told = vi.fn();
    const second = claim({ progress: told }).then((row) => {
      taken = true;
      return row;
    });
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1), 20_000);
    // Long enough for it to see that the first one renews its row.
    await vi.waitFor(async () => expect(await secondsHeld(first)).toBeGreaterThan(2), { timeout: 10_000 });
    expect(taken).toBe(false);
    await first.leave();
    expect((await second).isHeld()).toBe(true);
  });

  it("one that was killed frees its place within five seconds of its last sign of life", async () => {
    const killed = await leaveBehind({ silentMs: 3_500 });
    const startedMs = performance.now();
    const next = await claim();
    expect(performance.now() - startedMs).toBeLessThan(3_000);
    expect(performance.now() - startedMs).toBeGreaterThan(1_000);
    expect(await query("SELECT FROM server_processes WHERE id = $1", [killed])).toBe(0);
    expect(next.isHeld()).toBe(true);
  });

  it("a place that runs out in the middle of a claim is taken once its row is gone, so that its process cannot renew it", async () => {
    const silent = await leaveBehind({ silentMs: leaseMs - 500 });
    // As where the claim's statements are held up, on a machine that is busy: one second after those that ran out were deleted.
    await query(`CREATE FUNCTION take_a_second() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$`);
    await query(`CREATE TRIGGER held_up AFTER DELETE ON server_processes
                 FOR EACH STATEMENT EXECUTE FUNCTION take_a_second()`);
    try {
      const next = await claim();
      const renewed = await query("UPDATE server_processes SET seen_at = clock_timestamp() WHERE id = $1", [silent]);
      expect([renewed, next.isHeld()]).toEqual([0, true]);
    } finally {
      await query("DROP TRIGGER held_up ON server_processes");
      await query("DROP FUNCTION take_a_second");
    }
  });

  it("one whose place was taken while it was silent holds it no more, and is told once", async () => {
    const onLost = vi.fn();
    const silent = await claim({ onLost });
    await query("DELETE FROM server_processes");
    await vi.waitFor(() => expect(onLost).toHaveBeenCalled(), { timeout: 5_000 });
    expect(silent.isHeld()).toBe(false);
    await claim();
    expect(silent.isHeld()).toBe(false);
    expect(onLost).toHaveBeenCalledTimes(1);
  });
});

describe("where limits are shared", () => {
  it("any number of processes live side by side, and each sees what the others say of themselves", async () => {
    const [first, second] = [await claim({ sharesLimits: true }), await claim({ sharesLimits: true })];
    await first.settle("epoch-2");
    await second.markStopping();
    expect(await second.live()).toEqual([
      { id: first.id, sharesLimits: true, settledFor: "epoch-2", stopping: false },
      { id: second.id, sharesLimits: true, settledFor: null, stopping: true },
    ]);
    await second.leave();
    expect((await first.live()).map(({ id }) => id)).toEqual([first.id]);
  });

  it("no process with shared limits and one without are ever live together", async () => {
    const shared = await claim({ sharesLimits: true });
    await expect(claim()).rejects.toThrow(/a process with REDIS_URL runs .* started without it/);
    await shared.leave();
    await claim();
    await expect(claim({ sharesLimits: true })).rejects.toThrow(/a process without REDIS_URL runs .* started with it/);
  });

  it.each([
    [
      { ...alike, version: "1.2.0", needs: ["1.0.0", "1.2.0"] },
      /a process of version 1\.1\.0 runs .* 1\.2\.0 or newer is needed; bring all/,
    ],
    [{ ...alike, secrets: { works: ["b"], accepts: ["b"] } }, /with other secrets.*the same JWT_SECRET/],
  ])("a process that differs in what all must have alike is refused, and may follow them", async (other, reason) => {
    const first = await claim({ sharesLimits: true });
    await expect(claim({ sharesLimits: true, alike: other })).rejects.toThrow(reason);
    await first.leave();
    expect((await claim({ sharesLimits: true, alike: other })).isHeld()).toBe(true);
  });

  it.each([
    [
      "one that accepts a new secret already",
      { works: ["a"], accepts: ["a", "b"] },
      { works: ["b"], accepts: ["b", "a"] },
      null,
    ],
    [
      "one that does not accept the new secret",
      { works: ["a"], accepts: ["a"] },
      { works: ["b"], accepts: ["b", "a"] },
      /all must accept the new one/,
    ],
    [
      "one that no longer accepts the old secret",
      { works: ["b"], accepts: ["b"] },
      { works: ["a"], accepts: ["a", "b"] },
      /all must accept/,
    ],
  ])("beside %s a process comes as each takes what the other issues", async (_, running, coming, reason) => {
    await claim({ sharesLimits: true, alike: { ...alike, secrets: running } });
    const attempt = claim({ sharesLimits: true, alike: { ...alike, secrets: coming } });
    if (reason) await expect(attempt).rejects.toThrow(reason);
    else expect((await attempt).isHeld()).toBe(true);
  });

  it("processes of other versions live side by side, older and newer, unless a migration needs more than one has", async () => {
    await claim({ sharesLimits: true });
    await claim({ sharesLimits: true, alike: { ...alike, version: "1.2.0-rc.1", needs: ["1.1.0"] } });
    await claim({ sharesLimits: true, alike: { ...alike, version: "1.0.9" } });
    await expect(
      claim({ sharesLimits: true, alike: { ...alike, version: "1.2.0", needs: ["1.0.10"] } }),
    ).rejects.toThrow("a process of version 1.0.9 runs");
  });

  it("a process of before 1.0.0, which goes on beside no other version, must end first", async () => {
    const old = await claim({ sharesLimits: true, alike: { ...alike, version: "20261126_last" } });
    await expect(claim({ sharesLimits: true })).rejects.toThrow("a process of version 1.0.0-rc.1 or before runs");
    await old.leave();
    await claim({ sharesLimits: true });
  });

  it("one that was killed is dead for the others, and its row is still known to them", async () => {
    const killed = await leaveBehind({ silentMs: 6_000, sharesLimits: true });
    const next = await claim({ sharesLimits: true });
    expect((await next.live()).map(({ id }) => id)).toEqual([next.id]);
    expect(await query("SELECT FROM server_processes WHERE id = $1", [killed])).toBe(1);
  });
});

it.each([
  ["counts in memory", { sharesLimits: false }],
  ["is older than a migration needs", { version: "1.0.9" }],
  ["has other secrets", { secrets: { works: ["b"], accepts: ["b"] } }],
])("one that was silent and %s cannot go on beside a process that came meanwhile", async (_, silent) => {
  const id = await leaveBehind({ silentMs: 6_000, sharesLimits: true, ...silent });
  const next = await claim({ sharesLimits: true, alike: { ...alike, needs: ["1.0.10"] } });
  expect(await query("UPDATE server_processes SET seen_at = clock_timestamp() WHERE id = $1", [id])).toBe(0);
  expect((await next.live()).map((row) => row.id)).toEqual([next.id]);
});

it("a process that cannot renew its row stops trusting it before others may take it, and trusts it again once renewed", async () => {
  const row = await claim();
  const holdsUp = await open().database.pool.connect();
  await holdsUp.query("BEGIN");
  const { rows } = await holdsUp.query<{ seenAt: Date }>(`SELECT seen_at AS "seenAt" FROM server_processes FOR UPDATE`);
  await vi.waitFor(() => expect(row.isHeld()).toBe(false), { timeout: 10_000, interval: 20 });
  const { rows: now } = await holdsUp.query<{ now: Date }>("SELECT clock_timestamp() AS now");
  expect(Number(now[0]?.now) - Number(rows[0]?.seenAt)).toBeLessThan(5_000);
  await holdsUp.query("COMMIT");
  holdsUp.release();
  await vi.waitFor(() => expect(row.isHeld()).toBe(true), { timeout: 10_000, interval: 20 });
});

/** How many seconds lie between a process's start and its last sign of life. */
async function secondsHeld({ id }: ProcessRow): Promise<number> {
  const { rows } = await open().database.pool.query<{ seconds: number }>(
    "SELECT extract(epoch FROM seen_at - started_at)::float8 AS seconds FROM server_processes WHERE id = $1",
    [id],
  );
  return rows[0]?.seconds ?? 0;
}
