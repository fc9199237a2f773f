import { request } from "node:http";
import { text } from "node:stream/consumers";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { jobHandlers } from "@/lib/background";
import { createOperatorsView, type OperatorsView } from "@/lib/http/operators-view";
import { count } from "@/lib/platform/counts";
import type { Settings } from "@/lib/platform/settings";
import { openApiEdge } from "@/lib/testing/api-edge";
import { sendTo } from "@/lib/testing/edge-server";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { recordOf, useUpLimits } from "@/lib/testing/use-up-limits";
import { freePort } from "@/scripts/free-port.mjs";

const log = vi.fn();
const { open } = useTestRuntime();
const token = "a-token-of-the-operator-0123";

let owner: TestUser;
let key: string;
beforeAll(async () => {
  owner = await createUser({ plan: "enterprise" });
  key = (await createKey(owner, { scopes: ["prompts:read"] })).secret;
});

/** The product's port, and what its operator sees, with these settings of the metrics. */
async function serve(metrics: Partial<Settings["metrics"]>): Promise<{ port: number; view: OperatorsView }> {
  const settings = { ...open().settings, metrics: { port: null, host: "127.0.0.1", token: null, ...metrics } };
  const view = await createOperatorsView({
    runtime: { ...runtime(), settings, log },
    release: { version: "1.2.3", build: "0123456789ab" },
    jobKinds: Object.keys(jobHandlers),
    processId: "this",
    log: () => undefined,
  });
  const port = await openApiEdge({ answerFirst: view.answerFirst, onAnswered: view.onAnswered });
  return { port, view };
}

/** Asks for the metrics; the answer's text is not JSON. */
function ask(port: number, headers: Record<string, string> = {}, method = "GET") {
  return new Promise<{ status: number | undefined; challenge: string | undefined; body: string }>((resolve, reject) => {
    const outgoing = request({ port, host: "127.0.0.1", path: "/metrics", method, headers, agent: false }, (answer) => {
      const challenge = answer.headers["www-authenticate"];
      text(answer).then((body) => resolve({ status: answer.statusCode, challenge, body }), reject);
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

/** All series of a scrape. */
async function scrape(port: number): Promise<Map<string, number>> {
  const { status, body } = await ask(port, { authorization: `Bearer ${token}` });
  expect(status).toBe(200);
  const lines = body.split("\n").filter((line) => line && !line.startsWith("#"));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
  );
}

const asKey = () => ({ authorization: `Bearer ${key}` });

describe("the metrics", () => {
  let port: number;
  beforeEach(async () => {
    ({ port } = await serve({ token }));
  });

  it("count requests by endpoint and class, with a histogram of their durations whose last bucket holds all", async () => {
    for (const path of ["/v1/prompts", "/v1/prompts", "/v1/prompts/prompt_none"])
      await sendTo(port, { path, headers: asKey() });
    await sendTo(port, { path: "/v1/prompts", headers: { authorization: "Bearer wrong" } });
    const series = await scrape(port);
    expect(series.get('latchkey_http_requests_total{endpoint="GET /v1/prompts",class="2xx"}')).toBe(2);
    expect(series.get('latchkey_http_requests_total{endpoint="GET /v1/prompts",class="4xx"}')).toBe(1);
    expect(series.get('latchkey_http_requests_total{endpoint="GET /v1/prompts/{id}",class="4xx"}')).toBe(1);
    const duration = (part: string) => series.get(`latchkey_http_request_duration_seconds${part}`);
    expect(duration('_bucket{le="+Inf",endpoint="GET /v1/prompts"}')).toBe(3);
    expect(duration('_count{endpoint="GET /v1/prompts"}')).toBe(3);
    expect(duration('_sum{endpoint="GET /v1/prompts"}')).toBeGreaterThan(0);
    const buckets = [...series]
      .filter(([name]) => /_bucket.*endpoint="GET \/v1\/prompts"}/.test(name))
      .map(([, n]) => n);
    expect(buckets).toEqual([...buckets].sort((one, other) => one - other));
  });

  it("count what the gate decided, by product and reason, and name the window that denied", async () => {
    await sendTo(port, { path: "/v1/prompts", headers: asKey() });
    await sendTo(port, { path: "/v1/prompts", headers: { authorization: "Bearer wrong" } });
    await sendTo(port, { path: "/v1/reports", headers: asKey() });
    const limited = await createUser();
    const limitedKey = (await createKey(limited, { scopes: ["prompts:read"] })).secret;
    const headers = { authorization: `Bearer ${limitedKey}` };
    await useUpLimits("prompts", await recordOf(headers));
    expect((await sendTo(port, { path: "/v1/prompts", headers })).status).toBe(429);
    const series = await scrape(port);
    const decided = (outcome: string) =>
      series.get(`latchkey_gate_decisions_total{product="prompts",outcome="${outcome}"}`);
    expect([decided("admitted"), decided("unauthenticated"), decided("insufficient_scope")]).toEqual([1, 1, 1]);
    expect([...series.keys()].filter((name) => name.includes('outcome="limited_'))).not.toEqual([]);
  });

  it("get no series from what a client sends: paths, methods, keys and headers of its choice", async () => {
    for (const path of ["/v1/none", "/none"]) await sendTo(port, { path });
    await sendTo(port, { path: "/v1/none", method: "PUT" });
    await sendTo(port, { path: "/v1/prompts", method: "PATCH" });
    await sendTo(port, { path: "/v1/none", headers: { authorization: "Bearer none" } });
    const namesOfOurs = async () =>
      [...(await scrape(port)).keys()].filter((name) => name.startsWith("latchkey_")).sort();
    const before = await namesOfOurs();
    for (let number = 0; number < 50; number += 1) {
      await sendTo(port, { path: `/v1/none-${number}`, headers: { authorization: `Bearer none-${number}` } });
      await sendTo(port, { path: `/none-${number}` });
      await sendTo(port, { path: "/v1/prompts", method: ["PATCH", "REPORT", "PUT", "LOCK"][number % 4] ?? "" });
    }
    expect(await namesOfOurs()).toEqual(before);
  });

  it("say what the process is made of: release, parts, pools, memory of credentials, journal, announcements, event loop", async () => {
    const before = runtime().directory.lookups();
    await sendTo(port, { path: "/v1/prompts", headers: asKey() });
    const series = await scrape(port);
    expect(series.get(`latchkey_build_info{version="1.2.3",build="0123456789ab",node="${process.version}"}`)).toBe(1);
    await vi.waitFor(
      async () => {
        const now = await scrape(port);
        expect([now.get("latchkey_ready"), now.get('latchkey_part_health{part="database"}')]).toEqual([1, 1]);
        expect(now.get("latchkey_announcements_age_seconds")).toBeLessThan(0.9);
      },
      { timeout: 30_000, interval: 100 },
    );
    expect(series.get('latchkey_database_waits_total{pool="gate"}')).toBeGreaterThan(0);
    expect(series.get('latchkey_database_waiting{pool="features"}')).toBe(0);
    expect(series.get('latchkey_credential_lookups_total{result="hit"}')).toBeGreaterThanOrEqual(before.hits);
    for (const name of ["latchkey_journal_bytes", "latchkey_flush_age_seconds", "nodejs_eventloop_lag_p99_seconds"]) {
      expect(series.has(name), name).toBe(true);
    }
  });

  it("say what waits to be done: due jobs by kind, since when, and what became of those that ran", async () => {
    const { jobs, clock, database } = open();
    await database.prisma.$transaction((tx) => jobs.enqueue(tx, "mail.send", { mailId: "none" }, clock.now() - 5_000));
    count("jobs", "mail.send", "failed");
    const series = await scrape(port);
    expect(series.get('latchkey_jobs_due{kind="mail.send"}')).toBe(1);
    expect(series.get('latchkey_jobs_oldest_seconds{kind="mail.send"}')).toBeCloseTo(5, 1);
    expect(series.get('latchkey_jobs_due{kind="webhooks.deliver"}')).toBe(0);
    expect(series.get('latchkey_jobs_total{kind="mail.send",outcome="failed"}')).toBeGreaterThan(0);
    await database.prisma.job.deleteMany();
  });

  it("say nothing of due jobs that cannot be read; the log says why", async () => {
    const { pool } = open().database;
    await pool.query("ALTER TABLE jobs RENAME TO jobs_elsewhere");
    const series = await scrape(port);
    await pool.query("ALTER TABLE jobs_elsewhere RENAME TO jobs");
    expect([...series.keys()].filter((name) => name.startsWith("latchkey_jobs_due"))).toEqual([]);
    const fields = { error: expect.stringContaining('"jobs" does not exist'), stack: expect.stringMatching(/^at /) };
    expect(log).toHaveBeenCalledWith("warn", "due_jobs_not_read", expect.objectContaining(fields));
  });
});

describe("who may read the metrics", () => {
  it("nobody, where neither a port nor a token is set: then nothing is counted either", async () => {
    const { port, view } = await serve({});
    expect((await ask(port, { authorization: `Bearer ${token}` })).body).toBe("null");
    expect(view.onAnswered).toBeUndefined();
  });

  it("on the product's port only those who show the whole token", async () => {
    const { port } = await serve({ token });
    for (const shown of [undefined, "Bearer", `Bearer ${token.slice(1)}`, `Bearer ${token}x`, `Basic ${token}`]) {
      const answer = await ask(port, shown === undefined ? {} : { authorization: shown });
      expect([answer.status, answer.challenge, answer.body]).toEqual([401, 'Bearer realm="metrics"', ""]);
    }
    expect((await ask(port, { authorization: `Bearer ${token}` }, "POST")).status).toBe(405);
  });

  it("on a port of its own, which answers the probes too, and the product's port has none then", async () => {
    const own = await freePort();
    const { port, view } = await serve({ port: own });
    await view.open();
    try {
      expect((await ask(own)).body).toContain("latchkey_build_info");
      expect((await sendTo(own, { path: "/livez" })).status).toBe(200);
      expect((await sendTo(own, { path: "/v1/prompts" })).status).toBe(404);
      expect((await ask(port)).body).toBe("null");
      const second = await serve({ port: own });
      await expect(second.view.open()).rejects.toThrow(`METRICS_PORT ${own} is in use`);
    } finally {
      await view.close();
    }
  });
});
