import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "./database";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres";

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

// One connection, so that the next caller would get the one that timed out.
beforeEach(() => {
  database = openDatabase(server.connectionString, 1, 500);
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
    const pid = await whileHanging(() => expect(database.pool.query("SELECT 1")).rejects.toThrow("timeout"));
    expect(await backend()).not.toBe(pid);
  });

  test("is given up by Prisma, and its connection is not used again", async () => {
    const pid = await whileHanging(() => expect(database.prisma.$queryRaw`SELECT 1`).rejects.toThrow());
    expect(await backend()).not.toBe(pid);
  });

  test("in the middle of a transaction, leaves no other caller inside that transaction", async () => {
    await database.pool.query("CREATE TABLE seen (id int)");
    const pid = await backend();
    const work = database.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO seen VALUES (0)`;
      await tx.$executeRaw`SELECT pg_sleep(30)`;
    });
    await expect(work).rejects.toThrow();
    expect(await backend()).not.toBe(pid);
    await database.pool.query("INSERT INTO seen VALUES (1)");
    expect((await database.pool.query("SELECT id FROM seen")).rows).toEqual([{ id: 1 }]);
  });

  test("on a connection that was borrowed, ends that connection", async () => {
    const client = await database.pool.connect();
    await expect(client.query("SELECT pg_sleep(30)")).rejects.toThrow("timeout");
    await expect(client.query("SELECT 1")).rejects.toThrow("not queryable");
    client.release();
    expect((await database.pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });
});
