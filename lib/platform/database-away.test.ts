import { describe, expect, inject, it, vi } from "vitest";
import { openDatabase } from "./database";
import { isDatabaseAway } from "./database-away";

const one = { features: 1 };

describe("errors of a database that cannot be reached", () => {
  it("are told apart from refusals, through the driver and through Prisma", async () => {
    const away = openDatabase("postgres://nobody@127.0.0.1:1/none", one);
    const errors = await Promise.all([
      away.pool.query("SELECT 1").catch((error: unknown) => error),
      away.prisma.user.count().catch((error: unknown) => error),
      away.prisma.$transaction((tx) => tx.user.count()).catch((error: unknown) => error),
    ]);
    expect(errors.map(isDatabaseAway)).toEqual([true, true, true]);
    await away.close();
  });

  it("are recognised when the server ends a connection, before a statement and under it, in a transaction and out of it", async () => {
    const url = new URL(inject("serverUrl"));
    url.searchParams.set("application_name", "ended");
    const database = openDatabase(url.toString(), one);
    const admin = openDatabase(inject("serverUrl"), one);
    const backends = "FROM pg_stat_activity WHERE application_name = 'ended'";
    const end = () => admin.pool.query(`SELECT pg_terminate_backend(pid) ${backends}`);
    const whenAsleep = () =>
      vi.waitFor(async () => {
        const { rowCount } = await admin.pool.query(`SELECT 1 ${backends} AND wait_event = 'PgSleep'`);
        expect(rowCount).toBe(1);
      }, 20_000);
    const sleepers = [
      () => database.pool.query("SELECT pg_sleep(30)"),
      () => database.prisma.$executeRaw`SELECT pg_sleep(30)`,
      () => database.prisma.$transaction((tx) => tx.$executeRaw`SELECT pg_sleep(30)`),
    ];
    for (const sleep of sleepers) {
      const failed = sleep().catch((error: unknown) => error);
      await whenAsleep();
      await end();
      expect(isDatabaseAway(await failed)).toBe(true);
    }
    const between = database.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT 1`;
      await end();
      return tx.$executeRaw`SELECT 1`;
    });
    expect(isDatabaseAway(await between.catch((error: unknown) => error))).toBe(true);
    await database.close();
    await admin.close();
  });

  it("are not what a constraint or a syntax error is", () => {
    expect(isDatabaseAway(Object.assign(new Error("duplicate key"), { code: "23505" }))).toBe(false);
    expect(isDatabaseAway(Object.assign(new Error("unique"), { code: "P2002" }))).toBe(false);
    expect(isDatabaseAway("text")).toBe(false);
  });
});
