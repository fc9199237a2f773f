import { createInterface } from "node:readline";
import pg from "pg";
import { expect, it, vi } from "vitest";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { environmentOf, startChild } from "@/lib/testing/child-process";
import { createUser, makeInstanceAdmin } from "@/lib/testing/factories";
import { beginning, clientsEach } from "@/lib/testing/leasing-process";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { putNamespace } from "./namespaces";

vi.setConfig({ testTimeout: 240_000 }); // on a machine that does other things as well
const { open } = useTestRuntime();

const program = `
  const { loadTypeScript } = await import("./scripts/load-typescript.mjs");
  const { leaseInProcess } = await loadTypeScript("lib/testing/leasing-process.ts");
  console.log(await leaseInProcess(process.env, () => console.log("ready")));
  process.exit(0);
`;

/** A process that says that it is ready, and then how many of its clients hold a slot. */
function launch(env: Record<string, string>) {
  const { stdout } = startChild(program, environmentOf(open().settings, env));
  if (!stdout) throw new Error("the process says nothing");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return async () => String((await lines.next()).value);
}

it("hold exactly as many slots as there are, of which 200 clients in each of four processes ask at once", async () => {
  const admin = await createUser();
  await makeInstanceAdmin(admin);
  const { key } = await createManagementKey(admin.principal, { name: "Backend", scopes: ["manage:limits:take"] });
  const limit = 2 * clientsEach + 1;
  const { data } = await putNamespace(admin.principal, "renders", {
    ...{ description: "", windows: [], overrides: [], concurrency: limit },
  });
  const { pool } = open().database;
  const gate = new pg.Client({ connectionString: open().settings.databaseUrl });
  await gate.connect();
  await gate.query("SELECT pg_advisory_lock($1)", [beginning]);
  const says = Array.from({ length: 4 }, () => launch({ TOKEN: key, NAMESPACE: "renders", IDENTIFIER: "user_42" }));
  expect(await Promise.all(says.map((next) => next()))).toEqual(["ready", "ready", "ready", "ready"]);
  await gate.query("SELECT pg_advisory_unlock($1)", [beginning]);
  await gate.end();
  const got = (await Promise.all(says.map((next) => next()))).map(Number);
  const { rows } = await pool.query("SELECT count(*)::int AS held FROM limit_leases WHERE namespace_id = $1", [
    data.id,
  ]);
  expect(rows).toEqual([{ held: limit }]);
  expect(got.reduce((sum, count) => sum + count, 0)).toBe(limit);
});
