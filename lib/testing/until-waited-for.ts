import type pg from "pg";
import { vi } from "vitest";

/** Resolves once somebody waits for a row that this connection's open transaction holds; waits of other tests do not count. */
export async function untilWaitedFor(holder: pg.ClientBase): Promise<void> {
  await vi.waitFor(async () => {
    if (!(await isWaitedFor(holder))) throw new Error("nobody waits for this transaction");
  }, 20_000);
}

/** Whether somebody waits for a row that this connection's open transaction holds. */
export async function isWaitedFor(holder: pg.ClientBase): Promise<boolean> {
  // pg_stat_activity would show the same connections throughout a transaction, without those that came since.
  const { rowCount } = await holder.query(
    "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))",
  );
  return rowCount !== 0;
}
