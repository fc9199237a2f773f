import { connect, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { freePort } from "@/scripts/free-port.mjs";
import { awaitDatabase, whenDatabaseAnswers } from "./await-database";
import { openDatabase } from "./database";

const { open } = useTestRuntime();

describe("a start", () => {
  it("waits for a database that takes no connection yet", async () => {
    const { settings } = open();
    const port = await freePort();
    const url = new URL(settings.databaseUrl);
    const socket = `${url.searchParams.get("host")}/.s.PGSQL.5432`;
    const slow = openDatabase(`postgresql://${url.username}@127.0.0.1:${port}${url.pathname}`);
    const waited = awaitDatabase(slow);
    const door = createServer((client) => {
      const server = connect(socket);
      client.pipe(server).pipe(client);
      for (const end of [client, server]) end.on("error", () => undefined);
    });
    // Nothing listened there when the waiting began.
    await slow.gate.query("SELECT 1").catch(() => undefined);
    await new Promise<void>((resolve) => door.listen(port, "127.0.0.1", resolve));
    await waited;
    // No connection more is let in: each pool that the start goes on with has one already.
    door.close();
    for (const pool of [slow.gate, slow.pool, slow.flush, slow.announcements]) {
      expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    }
    await slow.close();
  });

  it("does again what the database was only too slow for, and nothing that it refused", async () => {
    const { pool } = open().database;
    let tries = 0;
    const slowTwice = () => {
      tries += 1;
      return pool.query(tries < 3 ? "SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)" : "SELECT 1 AS one");
    };
    expect((await whenDatabaseAnswers(slowTwice)).rows).toEqual([{ one: 1 }]);
    expect(tries).toBe(3);
    const refused = () => {
      tries += 1;
      return pool.query("SELECT FROM no_such_table");
    };
    await expect(whenDatabaseAnswers(refused)).rejects.toThrow("no_such_table");
    expect(tries).toBe(4);
  });

  it("ends with what the database said where it takes none in time", async () => {
    const gone = openDatabase(`postgresql://latchkey@127.0.0.1:${await freePort()}/latchkey`);
    await expect(awaitDatabase(gone, 300)).rejects.toThrow(/ECONNREFUSED/);
    await gone.close();
  });
});
