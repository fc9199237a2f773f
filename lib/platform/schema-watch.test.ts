import { afterEach, expect, it, vi } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { watchSchema } from "./schema-watch";

const { open } = useTestRuntime();
const own = { version: "1.1.0", migrations: [] };
const later = "99990101000000_later";
const undo: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

/** A watch for 1.1.0 that looks all the time, what it told, and how often it has looked. */
async function watch() {
  const { pool } = open().database;
  let looks = 0;
  const counting = new Proxy(pool, {
    get(target, name, receiver) {
      if (name === "query") looks += 1;
      const value: unknown = Reflect.get(target, name, receiver);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const logged: object[] = [];
  const onOutgrown = vi.fn();
  const log = (level: string, event: string, fields?: object) => void logged.push({ level, event, ...fields });
  // Every migration there is counts as one that it does not know.
  const { stop } = await watchSchema({ pool: counting, log, onOutgrown, own, intervalMs: 10 });
  undo.push(stop);
  return { logged, onOutgrown, looksAgain: () => vi.waitFor(expectMore(looks + 6), { timeout: 30_000 }) };
  function expectMore(count: number) {
    return () => expect(looks).toBeGreaterThan(count);
  }
}

async function migrateTo(needs: string | null): Promise<void> {
  await open().database.pool.query(
    `WITH recorded AS (INSERT INTO migration_needs VALUES ('${later}', $1))
     INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at) VALUES ('later', '', '${later}', now())`,
    [needs],
  );
  undo.push(() =>
    open().database.pool.query(
      `WITH forgotten AS (DELETE FROM migration_needs WHERE name = '${later}')
       DELETE FROM "_prisma_migrations" WHERE id = 'later'`,
    ),
  );
}

it.each([null, "1.1.0", "1.0.0"])("a process of 1.1.0 goes on where a later migration needs %s", async (needs) => {
  const { logged, onOutgrown, looksAgain } = await watch();
  await migrateTo(needs);
  await looksAgain();
  expect(onOutgrown).not.toHaveBeenCalled();
  expect(logged).toEqual([]);
});

it("a process is told once that it must end where a later migration needs a newer one", async () => {
  const { logged, onOutgrown, looksAgain } = await watch();
  await migrateTo("1.2.0-rc.1");
  await vi.waitFor(() => expect(onOutgrown).toHaveBeenCalled(), { timeout: 30_000 });
  await looksAgain();
  expect(onOutgrown).toHaveBeenCalledTimes(1);
  expect(logged).toEqual([
    { level: "error", event: "schema_outgrown", version: "1.1.0", migration: later, needs: "1.2.0-rc.1" },
  ]);
});
