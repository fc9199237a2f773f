import { describe, expect, it } from "vitest";
import { openDatabase } from "./database";
import { isDatabaseAway } from "./database-away";

describe("errors of a database that cannot be reached", () => {
  it("are told apart from refusals, through the driver and through Prisma", async () => {
    const away = openDatabase("postgres://nobody@127.0.0.1:1/none", 1);
    const errors = await Promise.all([
      away.pool.query("SELECT 1").catch((error: unknown) => error),
      away.prisma.user.count().catch((error: unknown) => error),
      away.prisma.$transaction((tx) => tx.user.count()).catch((error: unknown) => error),
    ]);
    expect(errors.map(isDatabaseAway)).toEqual([true, true, true]);
    await away.close();
  });

  it("are not what a constraint or a syntax error is", () => {
    expect(isDatabaseAway(Object.assign(new Error("duplicate key"), { code: "23505" }))).toBe(false);
    expect(isDatabaseAway(Object.assign(new Error("unique"), { code: "P2002" }))).toBe(false);
    expect(isDatabaseAway("text")).toBe(false);
  });
});
