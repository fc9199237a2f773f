import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { type HeldSteps, inHeldTransaction, onceCommitted } from "./held-transaction";
import { inTransaction, repeatedly } from "./transaction";

const { open } = useTestRuntime();

const nothing = async () => undefined;
const steps: HeldSteps<unknown> = { begin: nothing, end: nothing };
beforeAll(() => open().database.pool.query("CREATE TABLE notes (text text UNIQUE DEFERRABLE INITIALLY DEFERRED)"));

const run = <T>(work: () => Promise<T>, held: HeldSteps<T> = steps) =>
  inHeldTransaction(open().database.prisma, held, work);
const note = (text: string) =>
  inTransaction(open(), async (tx) => {
    await tx.$executeRaw`INSERT INTO notes VALUES (${text})`;
    return text;
  });
const noted = async (text: string) =>
  (await open().database.pool.query("SELECT FROM notes WHERE text = $1", [text])).rows.length;

it("what the work does is there only after the last step, which knows its result", async () => {
  const text = randomUUID();
  let seenBefore: number | null = null;
  let told = 0;
  await run(
    async () => {
      const result = await note(text);
      onceCommitted(() => {
        told += 1;
      });
      return `${result} done`;
    },
    {
      begin: nothing,
      async end(_tx, result) {
        expect([result, told]).toEqual([`${text} done`, 0]);
        seenBefore = await noted(text);
      },
    },
  );
  expect([seenBefore, await noted(text), told]).toEqual([0, 1, 1]);
});

it.each(["begin", "work", "end"])(
  "nothing is there when %s fails, and what waits for the commit is never told",
  async (place) => {
    const text = randomUUID();
    let told = 0;
    const fail = async (here: string) => {
      if (here === place) throw new Error(`failed in ${place}`);
    };
    const failing = run(
      async () => {
        await note(text);
        onceCommitted(() => {
          told += 1;
        });
        await fail("work");
      },
      { begin: () => fail("begin"), end: () => fail("end") },
    );
    await expect(failing).rejects.toThrow(`failed in ${place}`);
    expect([await noted(text), told]).toEqual([0, 0]);
  },
);

it("a second transaction is refused, and takes the first one with it", async () => {
  const text = randomUUID();
  const twice = run(async () => {
    await note(text);
    await note(randomUUID());
  });
  await expect(twice).rejects.toThrow("one transaction");
  expect(await noted(text)).toBe(0);
});

it("a failure at the commit is the work's", async () => {
  const text = randomUUID();
  await note(text);
  await expect(run(() => note(text))).rejects.toThrow();
  expect(await noted(text)).toBe(1);
});

it("what PostgreSQL ends in favour of another transaction begins again as a whole, its last step included", async () => {
  const text = randomUUID();
  const attempts = { work: 0, end: 0 };
  await repeatedly(open().log, () =>
    run(
      async () => {
        attempts.work += 1;
        return note(text);
      },
      {
        begin: nothing,
        async end(tx) {
          attempts.end += 1;
          if (attempts.end === 1) await tx.$executeRaw`DO $$ BEGIN RAISE deadlock_detected; END $$`;
        },
      },
    ),
  );
  expect([attempts, await noted(text)]).toEqual([{ work: 2, end: 2 }, 1]);
});

it("work without a transaction gets one for its steps", async () => {
  const text = randomUUID();
  await run(async () => text, {
    begin: nothing,
    async end(tx, result) {
      await tx.$executeRaw`INSERT INTO notes VALUES (${result})`;
    },
  });
  expect(await noted(text)).toBe(1);
});
