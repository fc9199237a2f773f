import { beforeAll, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { inTransaction } from "@/lib/platform/transaction";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { testStart, useTestRuntime } from "@/lib/testing/test-runtime";
import { addHighest, addSums, addUnique } from "./count-events";

const { open } = useTestRuntime();
const events = 1_000;

let admin: TestUser;
beforeAll(async () => {
  admin = await createUser();
  await makeInstanceAdmin(admin);
  // Each statement that writes roll-ups leaves a row.
  await query("CREATE TABLE statements_seen (at serial)");
  await query(`CREATE FUNCTION note_statement() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO statements_seen DEFAULT VALUES; RETURN NULL; END $$`);
  await query(`CREATE TRIGGER note_statement BEFORE INSERT ON meter_usage
                  FOR EACH STATEMENT EXECUTE FUNCTION note_statement()`);
});

const query = async (text: string, values: unknown[] = []) => (await open().database.pool.query(text, values)).rows;
const made = async (body: object): Promise<Json> => {
  const answer = await callApi("POST /api/v1/meters", { token: admin.token, body });
  expect([answer.status, answer.json.errors]).toEqual([201, undefined]);
  return answer.json.data;
};

it.each([
  { aggregation: "sum", statements: 2, total: events },
  { aggregation: "max", statements: 2, total: 1 },
  { aggregation: "unique", statements: 4, total: 2 },
])("a full batch on four meters of $aggregation is written in statements of few entries, and wholly", async (given) => {
  const { aggregation, statements, total } = given;
  const ids: string[] = [];
  for (const key of ["a", "b", "c", "d"]) {
    const meter = { key: `${aggregation}-${key}`, event_type: "of.use", aggregation, value_property: "n" };
    ids.push((await made(meter)).id);
  }
  await query("DELETE FROM statements_seen");
  const entries = Array.from({ length: events }, (_, place) =>
    ids.map((meterId) => ({
      meterId,
      customerId: "cus_1",
      timeMs: Date.parse(testStart),
      groups: "",
      value: "1",
      place,
    })),
  ).flat();
  await inTransaction(runtime(), async (tx) => {
    if (aggregation === "sum") await addSums(tx, entries);
    else if (aggregation === "max") await addHighest(tx, entries);
    else
      await addUnique(
        tx,
        entries.map(({ place, ...one }) => ({ ...one, valueHash: Buffer.alloc(32, place % 2) })),
      );
  });
  expect(await query("SELECT FROM statements_seen")).toHaveLength(statements);
  const rows = await query(
    "SELECT value::float8, events::int FROM meter_usage WHERE meter_id = ANY ($1) AND unit = 'day' AND customer_id <> ''",
    [ids],
  );
  expect(rows).toEqual(ids.map(() => ({ value: total, events })));
});
