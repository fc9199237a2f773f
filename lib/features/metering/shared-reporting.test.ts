import { once } from "node:events";
import { createInterface } from "node:readline";
import pg from "pg";
import { expect, it, vi } from "vitest";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { callApi } from "@/lib/testing/call-api";
import { importing } from "@/lib/testing/child-module";
import { environmentOf, startChild } from "@/lib/testing/child-process";
import { createUser, makeInstanceAdmin } from "@/lib/testing/factories";
import { reportedType, reportingBegins, sharedEvents } from "@/lib/testing/reporting-process";
import { useTestRuntime } from "@/lib/testing/test-runtime";

vi.setConfig({ testTimeout: 400_000 }); // on a machine that does other things as well
const { clock, open } = useTestRuntime();
const count = 600;

const program = `
  await own.reportInProcess(process.env, () => console.log("ready"), () => console.log("told"));
  process.exit(0);
`;

async function launch(env: Record<string, string>) {
  const begin = await importing("lib/testing/reporting-process.ts");
  const child = startChild(begin + program, environmentOf(open().settings, { COUNT: String(count), ...env }));
  if (!child.stdout) throw new Error("the process says nothing");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => String((await lines.next()).value) };
}

it("every event counts once of which four processes report all at once, one of them killed in the middle", async () => {
  clock.set(Date.now());
  const admin = await createUser();
  await makeInstanceAdmin(admin);
  const send = (target: string, body: object) => callApi(target, { token: admin.token, body });
  for (let place = 0; place < 7; place++) await send("POST /api/v1/customers", { external_id: `user_${place}` });
  const common = { event_type: reportedType, value_property: "n" };
  await send("POST /api/v1/meters", { ...common, key: "sum", aggregation: "sum", group_by: ["model"] });
  await send("POST /api/v1/meters", { ...common, key: "max", aggregation: "max" });
  await send("POST /api/v1/meters", { ...common, key: "unique", aggregation: "unique" });
  const { key } = await createManagementKey(admin.principal, { name: "Backend", scopes: ["manage:usage:report"] });
  const gate = new pg.Client({ connectionString: open().settings.databaseUrl });
  await gate.connect();
  await gate.query("SELECT pg_advisory_lock($1)", [reportingBegins]);
  const processes = await Promise.all([1, 2, 3, 4].map((seed) => launch({ TOKEN: key, SEED: String(seed) })));
  expect(await Promise.all(processes.map(({ next }) => next()))).toEqual(["ready", "ready", "ready", "ready"]);
  await gate.query("SELECT pg_advisory_unlock($1)", [reportingBegins]);
  await gate.end();
  const [killed, ...others] = processes;
  expect(await killed?.next()).toBe("told");
  killed?.child.kill("SIGKILL");
  for (const { child } of others) if (child.exitCode === null) await once(child, "exit");
  expect(others.map(({ child }) => child.exitCode)).toEqual([0, 0, 0]);
  const { rows } = await open().database.pool.query(
    `SELECT m.key, sum(value)::float8 AS value, sum(u.events)::int AS events FROM meter_usage u JOIN meters m ON m.id = u.meter_id
      WHERE unit = 'month' AND (m.key <> 'unique' OR customer_id = '') AND m.key <> 'max' GROUP BY 1
     UNION ALL SELECT 'max', max(value)::float8, sum(u.events)::int FROM meter_usage u JOIN meters m ON m.id = u.meter_id
      WHERE unit = 'month' AND m.key = 'max' ORDER BY 1`,
  );
  const tenths = sharedEvents(count).reduce<number>((sum, _, place) => sum + (place % 13), 0);
  expect(rows).toEqual([
    { key: "max", value: 1.2, events: count },
    { key: "sum", value: tenths / 10, events: count },
    { key: "unique", value: 13, events: count },
  ]);
});
