import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Database, openDatabase, type PrismaSession } from "./database";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres";
import { inOwnTime } from "./in-time";

let dataDir: string;
let server: EmbeddedPostgres;
let database: Database;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "database-"));
  server = await startEmbeddedPostgres({ dataDir });
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
});

// Long enough for a busy machine to do what is not to be ended.
const limits = { statementMs: 1_500, lockMs: 1_000, idleInTransactionMs: 2_000 };

// One connection, so that the next caller would get the one that timed out.
beforeEach(() => {
  database = openDatabase(server.connectionString, { features: 1, gate: 1 }, limits);
  return () => database.close();
});

async function backend(): Promise<number> {
  const { rows } = await database.pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  if (!rows[0]) throw new Error("no row");
  return rows[0].pid;
}

/** Runs `work` while the connection's server process is stopped, as on a disk or machine that hangs. */
async function whileHanging(work: () => Promise<unknown>): Promise<number> {
  const pid = await backend();
  process.kill(pid, "SIGSTOP");
  try {
    await work();
  } finally {
    process.kill(pid, "SIGCONT");
  }
  return pid;
}

describe("a server that does not answer", () => {
  test("is given up by the pool, and its connection is not used again", async () => {
    const pid = await whileHanging(() => expect(database.pool.query("SELECT 1")).rejects.toThrow("did not answer"));
    expect(await backend()).not.toBe(pid);
  });

  test("is given up by Prisma, and its connection is not used again", async () => {
    const pid = await whileHanging(() => expect(database.prisma.$queryRaw`SELECT 1`).rejects.toThrow());
    expect(await backend()).not.toBe(pid);
  });

  test("in the middle of a transaction, leaves no other caller inside that transaction", async () => {
    await database.pool.query("CREATE TABLE seen (id int)");
    const pid = await whileHanging(async () => {
      const work = database.prisma.$transaction(async (tx) => {
        await tx.$executeRaw`INSERT INTO seen VALUES (0)`;
      });
      await expect(work).rejects.toThrow();
    });
    expect(await backend()).not.toBe(pid);
    await database.pool.query("INSERT INTO seen VALUES (1)");
    expect((await database.pool.query("SELECT id FROM seen")).rows).toEqual([{ id: 1 }]);
  });

  test("on a connection that was borrowed, ends that connection", async () => {
    await whileHanging(async () => {
      const client = await database.pool.connect();
      await expect(client.query("SELECT 1")).rejects.toThrow("did not answer");
      await expect(client.query("SELECT 1")).rejects.toThrow("not queryable");
      client.release();
    });
    expect((await database.pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });
});

describe("statements that were sent with one that failed", () => {
  // What waits for it takes longer to hear of its failure than those beside it.
  const sent = (tx: PrismaSession) => [
    (async () => await (async () => await tx.$queryRaw`SELECT 1 / 0`)())(),
    (async () => (await tx.$queryRaw<object[]>`SELECT 1`).map((row) => row))(),
  ];

  test("fail as well", async () => {
    const ends = await database.prisma.$transaction((tx) => Promise.allSettled(sent(tx)));
    expect(ends).toMatchObject([
      { status: "rejected" },
      { reason: { message: expect.stringContaining("did not run") } },
    ]);
  });

  test("do not hide why it did", async () => {
    const work = database.prisma.$transaction((tx) => Promise.all(sent(tx)));
    await expect(work).rejects.toThrow("division by zero");
  });
});

test.each(["gate", "pool"] as const)(
  "a statement of the %s has only the time that the wait for its connection left",
  async (name) => {
    await database.close();
    const times = { statementMs: 2_000, lockMs: 300, idleInTransactionMs: 10_000, turnMs: 3_000 };
    database = openDatabase(server.connectionString, { features: 1, gate: 1 }, times);
    await database[name].query("SELECT 1");
    const before = database[name].query("SELECT pg_sleep(1.2)");
    // 2.25 seconds together; one after the other takes 3.2.
    await expect(inOwnTime(database[name].query("SELECT pg_sleep(5)"), 3_000, "it still runs")).rejects.toThrow(
      "did not answer within",
    );
    await before;
  },
);

describe("the server itself", () => {
  test("ends a statement that takes too long, and the transaction around it", async () => {
    await database.pool.query("CREATE TABLE slow (id int)");
    const work = database.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO slow VALUES (0)`;
      await tx.$executeRaw`SELECT pg_sleep(30)`;
    });
    await expect(work).rejects.toThrow("statement timeout");
    expect((await database.pool.query("SELECT id FROM slow")).rows).toEqual([]);
  });

  test("ends the wait for a lock, and a transaction that is left alone", async () => {
    await database.pool.query("CREATE TABLE held (id int)");
    const holder = await database.gate.connect();
    await holder.query("BEGIN");
    await holder.query("LOCK TABLE held");
    await expect(database.pool.query("INSERT INTO held VALUES (1)")).rejects.toMatchObject({ code: "55P03" });
    await vi.waitFor(() => database.pool.query("INSERT INTO held VALUES (1)"), { timeout: 20_000 });
    await expect(holder.query("COMMIT")).rejects.toThrow();
    holder.release();
  });
});

describe("a connection that the server ends", () => {
  test("while it is borrowed and at rest, ends no process", async () => {
    const client = await database.gate.connect();
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    await database.pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
    await vi.waitFor(() => expect(client.query("SELECT 1")).rejects.toThrow("not queryable"), 20_000);
    client.release();
  });
});
