import { once } from "node:events";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { importing } from "@/lib/testing/child-module";
import { environmentOf, portOf, startChild } from "@/lib/testing/child-process";
import { createUser, makeInstanceAdmin } from "@/lib/testing/factories";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { putNamespace } from "./namespaces";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 }); // on a machine that does other things as well
const { open } = useTestRuntime();
/** At least 30 reservations of 5 find room, however fast they come. */
const limit = 150;
let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis?.stop());

const program = `
  process.stdout.write("port " + (await own.startReservingProcess(process.env)) + "\\n");
`;

async function launch(env: Record<string, string>) {
  const begin = await importing("lib/testing/reserving-process.ts");
  const child = startChild(begin + program, environmentOf(open().settings, { ...env, REDIS_URL: redis.url }));
  const port = await portOf(child);
  return {
    ask: async (action: "run" | "peek") =>
      (await fetch(`http://127.0.0.1:${port}/${action}`, { method: "POST", body: "{}" })).json(),
    async kill() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/** What is reserved and settled together at one moment, what of it is settled, and what is stored as counted. */
async function inDatabase(): Promise<{ taken: number; settled: number; stored: number; made: number }> {
  const { rows } = await open().database.pool.query(
    `SELECT coalesce(sum(CASE state WHEN 'held' THEN reserved WHEN 'settled' THEN cost ELSE 0 END), 0)::int AS taken,
            coalesce(sum(cost), 0)::int AS settled, count(*)::int AS made,
            (SELECT coalesce(sum(count), 0)::int FROM limit_slices WHERE subject LIKE 'ns:%') AS stored
       FROM limit_reservations`,
  );
  return rows[0];
}

it("of 200 clients in each of four processes, two of them killed, never take more than the limit, and leave what was settled", async () => {
  const admin = await createUser();
  await makeInstanceAdmin(admin);
  const { key } = await createManagementKey(admin.principal, { name: "Backend", scopes: ["manage:limits:take"] });
  const windows = [{ name: "yearly", limit, per: "365d" }];
  await putNamespace(admin.principal, "tokens", { description: "", windows, overrides: [], concurrency: null });
  const env = { TOKEN: key, NAMESPACE: "tokens", IDENTIFIER: "user_42" };
  const processes = await Promise.all(Array.from({ length: 4 }, () => launch(env)));
  const [one, two, three, four] = processes as [Process, Process, Process, Process];
  try {
    const runs = processes.map((each) => each.ask("run").catch(() => "killed"));
    const seen: number[] = [];
    const look = async () => seen.push((await inDatabase()).taken);
    await vi.waitFor(async () => expect((await inDatabase()).made).toBeGreaterThanOrEqual(10), { timeout: 120_000 });
    await one.kill();
    await look();
    await vi.waitFor(async () => expect((await inDatabase()).made).toBeGreaterThanOrEqual(25), { timeout: 120_000 });
    await two.kill();
    let isOver = false;
    const ends = Promise.all(runs).then((all) => {
      isOver = true;
      return all;
    });
    while (!isOver) await look();
    expect((await ends).filter((end) => end === "killed")).toHaveLength(2);
    expect(seen.filter((taken) => taken > limit)).toEqual([]);
    expect(seen.length).toBeGreaterThan(1);
    await open().database.pool.query(
      "UPDATE limit_reservations SET expires_at = clock_timestamp() WHERE state = 'held'",
    );
    await vi.waitFor(
      async () => {
        const { taken, settled, stored } = await inDatabase();
        expect([taken, stored, settled > 0]).toEqual([settled, settled, true]);
        for (const left of [three, four]) {
          expect((await left.ask("peek")) as { remaining: number }).toMatchObject({ remaining: limit - settled });
        }
      },
      { timeout: 60_000, interval: 500 },
    );
  } finally {
    await Promise.all([three.kill(), four.kill()]);
  }
});

type Process = Awaited<ReturnType<typeof launch>>;
