import "server-only";
import { collectDefaultMetrics, type Registry } from "prom-client";
import type { Runtime } from "@/lib/access/runtime";
import { type Counted, countsOf } from "@/lib/platform/counts";
import { inTime } from "@/lib/platform/in-time";
import { errorFields } from "@/lib/platform/log-error.mjs";
import type { Release } from "@/lib/platform/release";
import { type Told, tellCounter, tellGauge } from "./told-metric";

/** The database is asked for its jobs no longer than this, in milliseconds: a scrape has a limit of its own. */
const jobsLimitMs = 1_000;
/** Gauges whose names say that they count: promtool refuses them, and the library tells the same by type. */
const misnamed = ["nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"];
const healthValues = { ok: 1, reduced: 0.5, failed: 0 } as const;

/** What is known of the process: its release and parts, connections, memory of credentials, journal, jobs and passwords. */
export function tellProcess(registry: Registry, runtime: Runtime, release: Release): void {
  // Event loop, garbage collection, memory, processor time and open files, as the library names them.
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  const { database, directory, changes, ledger, passwords, health } = runtime;
  const pools = { features: database.pool, gate: database.gate, flush: database.flush, jobs: database.jobs };
  const ofPools = (read: (pool: (typeof pools)["gate"]) => number): Told<"pool">[] =>
    Object.entries(pools).map(([pool, connections]) => [{ pool }, read(connections)]);
  const gauge = (name: string, help: string, read: () => number) =>
    tellGauge({ registry, name, help, labels: [], read: () => [[{}, read()]] });

  gaugeOfRelease(registry, release);
  tellGauge({
    registry,
    name: "latchkey_part_health",
    help: "How each part that readiness names does: 1 ok, 0.5 reduced, 0 failed.",
    labels: ["part"],
    async read() {
      const { parts } = await health.report();
      return Object.entries(parts).map(([part, { state }]) => [{ part }, healthValues[state]] as const);
    },
  });
  tellGauge({
    registry,
    name: "latchkey_ready",
    help: "1 where requests should be sent.",
    labels: [],
    read: async () => [[{}, (await health.report()).status === "ready" ? 1 : 0]],
  });

  tellGauge({
    registry,
    name: "latchkey_database_connections",
    help: "Open connections to the database by pool.",
    labels: ["pool"],
    read: () => ofPools((pool) => pool.totalCount),
  });
  tellGauge({
    registry,
    name: "latchkey_database_waiting",
    help: "Work that waits for a connection now, by pool.",
    labels: ["pool"],
    read: () => ofPools((pool) => pool.waiting()),
  });
  tellCounter({
    registry,
    name: "latchkey_database_waits_total",
    help: "How often a connection was asked for, by pool.",
    labels: ["pool"],
    read: () => ofPools((pool) => pool.waits.count),
  });
  tellCounter({
    registry,
    name: "latchkey_database_wait_seconds_total",
    help: "Seconds that connections were waited for, by pool.",
    labels: ["pool"],
    read: () => ofPools((pool) => pool.waits.ms / 1_000),
  });
  tellCounter({
    registry,
    name: "latchkey_database_waits_failed_total",
    help: "How often no connection was had, by pool.",
    labels: ["pool"],
    read: () => ofPools((pool) => pool.waits.failed),
  });

  tellCounter({
    registry,
    name: "latchkey_credential_lookups_total",
    help: "Credentials that were found in memory, and those that were not.",
    labels: ["result"],
    read() {
      const { hits, misses } = directory.lookups();
      return [
        [{ result: "hit" }, hits],
        [{ result: "miss" }, misses],
      ] as const;
    },
  });
  const age = "Seconds since changes of credentials were last asked for with an answer.";
  gauge("latchkey_announcements_age_seconds", age, () => changes.ageMs() / 1_000);
  gauge("latchkey_journal_notes", "Notes that the database does not have yet.", () => ledger.backlog().notes);
  const bytes = "Bytes of the journal that wait to be stored.";
  gauge("latchkey_journal_bytes", bytes, () => ledger.backlog().journalBytes);
  const flush = "Seconds since all that was counted was last stored.";
  gauge("latchkey_flush_age_seconds", flush, () => ledger.backlog().flushAgeMs / 1_000);
  gauge("latchkey_passwords_waiting", "Passwords that wait to be hashed or compared.", () => passwords.queue().waiting);
  gauge("latchkey_passwords_running", "Passwords that are hashed or compared.", () => passwords.queue().running);

  tellCounts(registry, "passwords", "task", "Passwords by task, and whether they had a turn.");
  tellCounts(registry, "jobs", "kind", "Jobs that this process ran, by kind and outcome.");
  tellCounts(registry, "webhook_attempts", "kind", "Attempts at deliveries of webhooks, by outcome.");
}

/** What stands in the database for all processes, and so is told by each of them: due jobs, by kind. */
export function tellDueJobs(registry: Registry, { database, clock, log }: Runtime, kinds: readonly string[]): void {
  let looking: Promise<DueJobs[]> | null = null;
  const look = () => {
    looking ??= readDueJobs(database.jobs, clock.now()).finally(() => {
      looking = null;
    });
    return inTime(looking, jobsLimitMs, "the due jobs could not be read in time");
  };
  const ofKinds = (read: (jobs: DueJobs | undefined) => number) => async () => {
    const due = await look().catch((error: unknown) => {
      log("warn", "due_jobs_not_read", errorFields(error));
      return null;
    });
    if (!due) return [];
    return kinds.map((kind) => [{ kind }, read(due.find((jobs) => jobs.kind === kind))] as const);
  };
  tellGauge({
    registry,
    name: "latchkey_jobs_due",
    help: "Jobs of the deployment that are due and not done, by kind.",
    labels: ["kind"],
    read: ofKinds((jobs) => jobs?.due ?? 0),
  });
  tellGauge({
    registry,
    name: "latchkey_jobs_oldest_seconds",
    help: "For how long the oldest of them has been due, by kind.",
    labels: ["kind"],
    read: ofKinds((jobs) => jobs?.oldestSeconds ?? 0),
  });
}

type DueJobs = { kind: string; due: number; oldestSeconds: number };

async function readDueJobs(pool: Runtime["database"]["jobs"], nowMs: number): Promise<DueJobs[]> {
  const { rows } = await pool.query<DueJobs>(
    `SELECT kind, count(*)::int AS due, extract(epoch FROM $1::timestamptz - min(run_at))::float8 AS "oldestSeconds"
       FROM jobs WHERE run_at <= $1 GROUP BY kind`,
    [new Date(nowMs)],
  );
  return rows;
}

function gaugeOfRelease(registry: Registry, { version, build }: Release): void {
  tellGauge({
    registry,
    name: "latchkey_build_info",
    help: "Always 1; its labels say what runs.",
    labels: ["version", "build", "node"],
    read: () => [[{ version, build: build ?? "unknown", node: process.version }, 1]],
  });
}

function tellCounts(registry: Registry, what: Counted, label: string, help: string): void {
  tellCounter({
    registry,
    name: `latchkey_${what}_total`,
    help,
    labels: [label, "outcome"],
    *read() {
      for (const [kind, outcomes] of countsOf(what)) {
        for (const [outcome, count] of outcomes) yield [{ [label]: kind, outcome }, count] as const;
      }
    },
  });
}
