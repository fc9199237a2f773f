import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { afterAll, expect, it, vi } from "vitest";
import { importing } from "@/lib/testing/child-module";
import { environmentOf, portOf, startChild } from "@/lib/testing/child-process";
import { createKey, createUser } from "@/lib/testing/factories";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import { useTestRuntime } from "@/lib/testing/test-runtime";

/** Real processes that are killed without a word while clients count what they receive. */
const { open } = useTestRuntime();
const clients = 8;
const running = new Set<ChildProcess>();
let redis: TestRedis | undefined;

afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await redis?.stop();
});

type ApiProcess = { port: number; kill: () => Promise<void> };

async function startProcess(env: Record<string, string>): Promise<ApiProcess> {
  const begin = await importing("lib/testing/api-process.ts");
  const program = `process.stdout.write("port " + (await own.startApiProcess(process.env)) + "\\n");`;
  const child = startChild(begin + program, environmentOf(open().settings, env), { stderr: "ignore" });
  running.add(child);
  const ended = once(child, "exit").then(() => running.delete(child));
  return {
    port: await portOf(child),
    async kill() {
      child.kill("SIGKILL");
      await ended;
      // What its lease would do some seconds later.
      await open().database.pool.query("DELETE FROM server_processes WHERE NOT shares_limits");
    },
  };
}

/** What one client with a key of its own received, by status; `broken` are requests that got no answer. */
type Tally = { keyId: string; answers: Record<number, number>; broken: number };

function startClient(key: { id: string; secret: string }, portOf: () => number | undefined) {
  const tally: Tally = { keyId: key.id, answers: {}, broken: 0 };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let stopped = false;
  const done = (async () => {
    while (!stopped) {
      const port = portOf();
      const status = port === undefined ? "away" : await ask(agent, port, key.secret);
      if (typeof status === "number") tally.answers[status] = (tally.answers[status] ?? 0) + 1;
      else if (status === "broken") tally.broken += 1;
      if (typeof status !== "number") await new Promise((resolve) => setTimeout(resolve, 10));
    }
    agent.destroy();
  })();
  return {
    tally,
    async stop(): Promise<Tally> {
      stopped = true;
      await done;
      return tally;
    },
  };
}

/** The answer's status once all of it has arrived; `away` where no process listened, so that nothing can have been counted. */
function ask(agent: Agent, port: number, secret: string): Promise<number | "broken" | "away"> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${secret}` };
    const asked = request({ agent, port, host: "127.0.0.1", path: "/v1/prompts", headers }, (response) => {
      response.on("end", () => resolve(response.complete ? (response.statusCode ?? 0) : "broken"));
      response.on("error", () => resolve("broken"));
      response.resume();
    });
    asked.on("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED" ? "away" : "broken"));
    asked.end();
  });
}

/** What is stored of a key: answers by class, and passes on its own counter; then passes of the organization. */
async function storedOf(keyId: string) {
  const { pool } = open().database;
  const { rows } = await pool.query<{ status_class: string; requests: number }>(
    "SELECT status_class, sum(requests)::int AS requests FROM usage_days WHERE credential_id = $1 GROUP BY 1",
    [keyId],
  );
  const passes = await pool.query<{ passes: number }>(
    "SELECT coalesce(sum(day_count), 0)::int AS passes FROM limit_states WHERE subject = $1",
    [`key:${keyId}`],
  );
  const classes = Object.fromEntries(rows.map((row) => [row.status_class, row.requests]));
  return { allowed: classes["2xx"] ?? 0, denied: classes["429"] ?? 0, passes: passes.rows[0]?.passes ?? 0 };
}

/**
 * How far what is stored of a client's key lies from what the client received. A request without an answer was stored or
 * not: both are right.
 */
async function differenceOf(tally: Tally) {
  const { keyId, answers, broken } = tally;
  const { allowed, denied, passes } = await storedOf(keyId);
  const received = { allowed: answers[200] ?? 0, denied: answers[429] ?? 0 };
  return {
    answers: outside(allowed + denied, received.allowed + received.denied, broken),
    passes: outside(passes, received.allowed, broken + failedOf(tally)),
    // A pass whose handler did not come to an end has no answer; an answer always has its pass.
    answersWithoutPass: Math.max(0, allowed - passes),
  };
}

/** A handler that waited too long for a busy machine's database says 503 of a request that had passed. */
function failedOf({ answers }: Tally): number {
  return Object.entries(answers).reduce((sum, [status, count]) => sum + (Number(status) >= 500 ? count : 0), 0);
}

function outside(stored: number, least: number, broken: number): number {
  return stored < least ? stored - least : Math.max(0, stored - least - broken);
}

/** Until clients received some more answers, in the middle of whatever is under way. */
async function answered(started: readonly { tally: Tally }[]): Promise<void> {
  const passes = () => started.reduce((sum, { tally }) => sum + (tally.answers[200] ?? 0), 0);
  const enough = passes() + 10 + Math.random() * 80;
  await vi.waitFor(() => expect(passes()).toBeGreaterThan(enough), { timeout: 30_000, interval: 1 });
}

const none = { answers: 0, passes: 0, answersWithoutPass: 0 };

/** A key for each client, of one organization, with a counter of its own that denies nothing. */
async function openKeys(organizationLimits: { perDay?: number } = {}) {
  const owner = await createUser({ plan: "enterprise" });
  await open().database.prisma.organization.update({
    where: { id: owner.principal.organizationId },
    data: { limitOverrides: { prompts: { perMinute: 1_000_000, burst: 1_000_000, ...organizationLimits } } },
  });
  const wanted = { scopes: ["prompts:read"] as const, rate_limit: 100_000 };
  return Promise.all(
    Array.from({ length: clients }, () => createKey(owner, { ...wanted, scopes: [...wanted.scopes] })),
  );
}

it("of eight times kill -9 under load none costs an answer or a pass, and no start counts anything twice", async () => {
  const keys = await openKeys();
  let current: ApiProcess | undefined;
  const started = keys.map((key) => startClient(key, () => current?.port));
  for (let round = 0; round < 8; round++) {
    current = await startProcess({});
    await answered(started);
    const { kill } = current;
    await kill();
    current = undefined;
  }
  const tallies = await Promise.all(started.map(({ stop }) => stop()));
  // Two more starts: the first stores what the last one killed left, the second finds nothing to do.
  for (const _ of [1, 2]) {
    await (await startProcess({})).kill();
    expect(await Promise.all(tallies.map(differenceOf))).toEqual(tallies.map(() => none));
  }
}, 240_000);

it("a day's quota lets not one request more through for being killed on the way, nor fewer but for those without an answer", async () => {
  const perDay = 150;
  const keys = await openKeys({ perDay });
  let current: ApiProcess | undefined;
  const started = keys.map((key) => startClient(key, () => current?.port));
  const sum = (status: number) => started.reduce((total, { tally }) => total + (tally.answers[status] ?? 0), 0);
  for (const passes of [10, 60, 110]) {
    current = await startProcess({});
    await vi.waitFor(() => expect(sum(200)).toBeGreaterThan(passes), { timeout: 30_000, interval: 1 });
    const { kill } = current;
    current = undefined;
    await kill();
  }
  current = await startProcess({});
  for (const { tally } of started) {
    await vi.waitFor(() => expect(tally.answers[429] ?? 0).toBeGreaterThan(1), { timeout: 30_000 });
  }
  const tallies = await Promise.all(started.map(({ stop }) => stop()));
  await current.kill();
  const lost = tallies.reduce((total, tally) => total + tally.broken + failedOf(tally), 0);
  expect(sum(200)).toBeLessThanOrEqual(perDay);
  expect(sum(200)).toBeGreaterThanOrEqual(perDay - lost);
  // Denials are usage too, and stored when the next one starts.
  await (await startProcess({})).kill();
  expect(await Promise.all(tallies.map(differenceOf))).toEqual(tallies.map(() => none));
}, 240_000);

it("of two processes that share their limits each is killed in turn, and what it left is stored while the other serves", async () => {
  redis = await startRedisServer();
  const start = () => startProcess({ REDIS_URL: String(redis?.url) });
  const keys = await openKeys();
  const processes: (ApiProcess | undefined)[] = await Promise.all([start(), start()]);
  const started = keys.map((key, index) => startClient(key, () => processes[index % 2]?.port));
  for (let round = 0; round < 4; round++) {
    await answered(started);
    const killed = processes[round % 2];
    processes[round % 2] = undefined;
    await killed?.kill();
    processes[round % 2] = await start();
  }
  const tallies = await Promise.all(started.map(({ stop }) => stop()));
  // A process is taken for dead when its lease has ended, and what it left is looked for every ten seconds.
  await expect
    .poll(() => Promise.all(tallies.map(differenceOf)), { timeout: 60_000, interval: 500 })
    .toEqual(tallies.map(() => none));
  await Promise.all(processes.map((one) => one?.kill()));
  expect(await Promise.all(tallies.map(differenceOf))).toEqual(tallies.map(() => none));
}, 240_000);
