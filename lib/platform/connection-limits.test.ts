import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startPoolerStandIn } from "@/lib/testing/pooler-stand-in";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { noteWait } from "./connection-limits";
import { type Database, openDatabase } from "./database";

const { open } = useTestRuntime();

const limits = { statementMs: 1_000, lockMs: 5_000, idleInTransactionMs: 5_000 };
const shown = `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock`;

const warnings: string[] = [];
const note = ({ message }: Error) => warnings.push(message);
process.on("warning", note);
afterAll(() => process.off("warning", note));

let close: () => Promise<void>;
let direct: Database;
let pooled: Database;
/** What the pooled one lent, the latest first. */
const clients: pg.PoolClient[] = [];

beforeAll(async () => {
  const { databaseUrl } = open().settings;
  const pooler = await startPoolerStandIn(databaseUrl);
  direct = openDatabase(databaseUrl, { features: 1 }, limits);
  pooled = openDatabase(pooler.connectionString, { features: 1 }, limits);
  close = pooler.close;
  pooled.pool.on("acquire", (client) => clients.unshift(client));
});
afterAll(async () => {
  await direct.close();
  await pooled.close();
  await close();
});

describe("statements that a transaction sends at once", () => {
  it("reach the driver one after the other, a failed one among them, which warns of more and will refuse them", async () => {
    const client = await direct.pool.connect();
    try {
      const answers = await Promise.allSettled(
        ["SELECT 1 AS n", "SELECT 1 / 0", "SELECT 3 AS n"].map((sql) => client.query(sql)),
      );
      expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    } finally {
      client.release();
    }
    // Warnings are told in the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings.filter((message) => message.includes("already executing a query"))).toEqual([]);
  });
});

describe("the limits of a connection", () => {
  it("are the session's, where the session is our own", async () => {
    expect((await direct.pool.query(shown)).rows).toEqual([{ statement: "1s", lock: "5s" }]);
  });

  it("are set for each transaction behind a pooler, and never for a session that others use", async () => {
    const before = (await pooled.pool.query(shown)).rows;
    expect(before).toEqual([{ statement: "0", lock: "0" }]);
    expect(await pooled.prisma.$transaction((tx) => tx.$queryRawUnsafe(shown))).toEqual([
      { statement: "1s", lock: "5s" },
    ]);
    expect((await pooled.pool.query(shown)).rows).toEqual(before);
  });

  it("are the server's to tell behind a pooler, also where the connection was waited for: both at once end PgBouncer 1.18", async () => {
    const slow = pooled.prisma.$transaction(async (tx) => {
      const [client] = clients;
      if (!client) throw new Error("no connection was borrowed");
      // As long as makes both limits one.
      noteWait(client, 250);
      await tx.$executeRaw`SELECT pg_sleep(60)`;
    });
    await expect(slow).rejects.toThrow("statement timeout");
  });

  it("end a statement behind a pooler on the server too, so that it takes no effect later", async () => {
    await direct.jobs.query("CREATE TABLE locked_away (id int)");
    // Of the test's own runtime, whose limits are long: on a busy machine a second may be over before a lock is given or left.
    const holder = await open().database.gate.connect();
    await holder.query("BEGIN");
    await holder.query("LOCK TABLE locked_away");
    await expect(pooled.pool.query("INSERT INTO locked_away VALUES (1)")).rejects.toThrow("did not answer");
    await vi.waitFor(
      async () => {
        const waiting =
          "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'INSERT INTO locked_away%' AND state = 'active'";
        expect((await direct.jobs.query(waiting)).rowCount).toBe(0);
      },
      { timeout: 4_000 },
    );
    await holder.query("ROLLBACK");
    holder.release();
    expect((await direct.jobs.query("SELECT id FROM locked_away")).rows).toEqual([]);
    await direct.jobs.query("DROP TABLE locked_away");
  });
});
