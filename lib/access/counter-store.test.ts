import { expect, it } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { addPass, type CounterDelta, emptyDelta } from "./counter-delta";
import { createCounterStore } from "./counter-store";

const { clock, open } = useTestRuntime();

/** Twice as many as one statement takes. */
const count = 10_000;

function deltaOf(subject: string): CounterDelta {
  const limits = { perMinute: 60, burst: 60 };
  const delta = emptyDelta({ subject, product: "prompts", environment: "production", limits });
  addPass(delta, 1, clock.now());
  return delta;
}

it("processes that store the same counters at once, in whatever order, wait for each other in no circle", async () => {
  const { pool } = open().database;
  const store = createCounterStore(pool);
  // In an order that the database's own language would give them otherwise.
  const deltas = Array.from({ length: count }, (_, n) => deltaOf(`${n % 2 === 0 ? "org:A" : "org:a"}${n}`));
  const orders = [deltas, [...deltas.slice(count / 2), ...deltas.slice(0, count / 2)]];
  const clients = await Promise.all(orders.map(() => pool.connect()));
  try {
    await Promise.all(clients.map((client) => client.query("BEGIN")));
    await Promise.all(
      clients.map(async (client, place) => {
        await store.add(client, orders[place] ?? []);
        await client.query("COMMIT");
      }),
    );
  } finally {
    for (const client of clients) client.release(true);
  }
  const { rows } = await pool.query<{ total: number }>(
    "SELECT sum(day_count)::int AS total FROM limit_states WHERE subject ILIKE 'org:a%'",
  );
  expect(rows).toEqual([{ total: 2 * count }]);
});
