import type pg from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { PrismaSession } from "./database";
import { inTransaction } from "./transaction";

const { open } = useTestRuntime();

/** Resolves for both once both have come. */
function meeting(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      // The transaction that begins again finds the other gone.
      if (waiting.length >= 2) for (const go of waiting) go();
    });
}

type Touch = (tx: PrismaSession, id: string) => Promise<unknown>;

const ways: [string, Touch][] = [
  ["Prisma's own statements", (tx, id) => tx.user.update({ where: { id }, data: { name: "Changed" } })],
  ["raw ones", (tx, id) => tx.$queryRaw`SELECT id FROM users WHERE id = ${id} FOR UPDATE`],
];

describe("transactions that wait for each other", () => {
  it.each(ways)("both succeed, one of them by beginning again, with %s", async (_way, touch) => {
    const [a, b] = [await createUser(), await createUser()];
    const meet = meeting();
    let runs = 0;
    const inOrder = (first: string, second: string) =>
      inTransaction(open(), async (tx) => {
        runs += 1;
        await touch(tx, first);
        await meet();
        await touch(tx, second);
        return first;
      });
    expect(await Promise.all([inOrder(a.id, b.id), inOrder(b.id, a.id)])).toEqual([a.id, b.id]);
    // A slow machine may end one of them once more.
    expect(runs).toBeGreaterThanOrEqual(3);
  });

  it("are given up after five attempts; an error of the work itself is not repeated", async () => {
    let runs = 0;
    const failing = (code: string) =>
      inTransaction(open(), async (tx) => {
        runs += 1;
        await tx.$executeRawUnsafe(`DO $$ BEGIN RAISE EXCEPTION 'given up' USING ERRCODE = '${code}'; END $$`);
      });
    await expect(failing("40001")).rejects.toThrow();
    expect(runs).toBe(5);
    runs = 0;
    await expect(failing("22012")).rejects.toThrow();
    expect(runs).toBe(1);
  });
});

let borrowed: pg.PoolClient;

describe("a transaction whose connection ends between two statements of its work", () => {
  beforeEach(() => {
    open().database.pool.on("acquire", (client) => {
      borrowed = client;
    });
  });

  it("begins again, so that what was asked for is done once", async () => {
    const user = await createUser();
    let runs = 0;
    const count = await inTransaction(open(), async (tx) => {
      runs += 1;
      await tx.user.update({ where: { id: user.id }, data: { name: `Run ${runs}` } });
      if (runs === 1) await endConnection(tx);
      return tx.user.count({ where: { id: user.id, name: `Run ${runs}` } });
    });
    expect({ runs, count }).toEqual({ runs: 2, count: 1 });
    expect(await open().database.prisma.user.findUnique({ where: { id: user.id } })).toMatchObject({ name: "Run 2" });
  });

  it("begins again when it was idle for longer than it may be while this process was busy", async () => {
    let runs = 0;
    const now = await inTransaction(open(), async (tx) => {
      runs += 1;
      await tx.$executeRaw`SET LOCAL idle_in_transaction_session_timeout = '50ms'`;
      if (runs === 1) beBusy(300);
      return tx.$queryRaw`SELECT 1 AS one`;
    });
    expect({ runs, now }).toEqual({ runs: 2, now: [{ one: 1 }] });
  });

  it("is given up after five attempts, and one that is lost where it commits is not repeated", async () => {
    let runs = 0;
    const losing = inTransaction(open(), async (tx) => {
      runs += 1;
      await endConnection(tx);
      await tx.user.count();
    });
    await expect(losing).rejects.toThrow("not queryable");
    expect(runs).toBe(5);
    runs = 0;
    const unknown = inTransaction(open(), async (tx) => {
      runs += 1;
      await endConnection(tx);
    });
    await expect(unknown).rejects.toThrow();
    expect(runs).toBe(1);
  });
});

/** Ends the connection that the pool handed out last, and resolves once this process knows of it. */
async function endConnection(tx: PrismaSession): Promise<void> {
  const [{ pid } = { pid: 0 }] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  const gone = new Promise((resolve) => borrowed.once("end", resolve));
  await open().database.gate.query("SELECT pg_terminate_backend($1)", [pid]);
  await gone;
}

/** Keeps this process from reading anything for so many milliseconds, as the first rendering of a large page does. */
function beBusy(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
