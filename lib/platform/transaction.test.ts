import { describe, expect, it } from "vitest";
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
