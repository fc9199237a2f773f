import { expect, it } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { readPaced } from "./read-paced";

const { open } = useTestRuntime({ maxConnections: 1 });
const numbers = { text: "SELECT n FROM generate_series(1, $1::int) AS n ORDER BY n", values: [1_700] };

it("gives every row of a long result once and in order", async () => {
  const read = await readPaced(open().database.pool, numbers, ({ n }: { n: number }) => n);
  expect([read.length, read[0], read.at(-1)]).toEqual([1_700, 1, 1_700]);
  expect(read).toEqual(read.toSorted((one, other) => one - other));
});

it("leaves no connection in a failed transaction", async () => {
  const { pool } = open().database;
  const failing = { text: "SELECT 1 / (n - 3) FROM generate_series(1, 5) AS n", values: [] };
  await expect(readPaced(pool, failing, (row) => row)).rejects.toThrow("division by zero");
  const thrown = readPaced(pool, numbers, () => {
    throw new Error("not this row");
  });
  await expect(thrown).rejects.toThrow("not this row");
  expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});
