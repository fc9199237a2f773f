import pg from "pg";
import { applyMigrations } from "@/lib/platform/migrate";
import { type MigrationPlan, planMigrations, type TouchedTable } from "@/lib/platform/migration-plan";
import { versionTitle } from "@/lib/platform/versions";
import { openCommandDatabase, withClient } from "@/scripts/command-database";
import { type Command, CommandError, type CommandResult } from "./command";

/** Brings the database up to this version, or tells beforehand what that would do. */
export const migrate: Command = {
  name: "migrate",
  takes: [],
  options: { plan: { type: "boolean", shown: "--plan", means: "only tell what that would do" } },
  summary: "bring the database up to date, beside running servers",
  async run({ env, options, progress }) {
    const database = await openCommandDatabase(env);
    const pool = new pg.Pool({
      connectionString: database.url,
      max: 1,
      connectionTimeoutMillis: 10_000,
      application_name: "latchkey migrate",
    });
    pool.on("error", () => undefined);
    try {
      // One that does not let us in is told of in plain words.
      await withClient(database.url, async () => undefined);
      const plan = await planMigrations(pool);
      if (options.plan === true) return told(plan);
      const obstacle = obstacleTo(plan);
      if (obstacle) throw new CommandError("refused", obstacle);
      const applied = await applyMigrations(pool, { progress }).catch((error: Error) => {
        throw new CommandError("refused", error.message, { cause: error });
      });
      const text = applied.map((name) => `${name} was applied.`).join("\n") || "Nothing was to be done.";
      return { text: `${text}\nThe database is up to date with ${plan.version}.`, data: { applied } };
    } finally {
      await pool.end();
      await database.leave();
    }
  },
};

function obstacleTo({ refusal, pending, processes }: MigrationPlan): string | null {
  const inTheWay = processes.find(({ mayStay }) => !mayStay);
  if (refusal || pending.length === 0 || !inTheWay) return refusal;
  const needed = pending.flatMap(({ needs }) => needs ?? []).at(-1);
  return `${runs(inTheWay)}; ${needed ? `bring all to ${needed} first, or stop them` : "stop them first"}`;
}

function runs({ processes, version }: { processes: number; version: string }): string {
  return `${processes} of ${versionTitle(version)} ${processes === 1 ? "runs" : "run"}`;
}

function lastLine({ pending }: MigrationPlan, obstacle: string | null): string {
  if (obstacle) return `It would be refused now: ${obstacle}`;
  return pending.length === 0 ? "There is nothing to apply." : "It may be applied now.";
}

function told(plan: MigrationPlan): CommandResult {
  const { version, applied, pending, processes } = plan;
  const obstacle = obstacleTo(plan);
  const lines = [
    `Version ${version} brings ${applied + pending.length} migrations; the database lacks ${pending.length}.`,
    ...pending.flatMap(({ name, needs, tables }) => [
      "",
      `${name}: ${needs ? `needs every process at ${needs}` : "processes of before go on beside it"}`,
      ...tables.map((table) => `  ${lineOf(table)}`),
    ]),
    "",
    ...processes.map((running) => `${runs(running)}, and ${running.mayStay ? "may go on" : "must end first"}.`),
    lastLine(plan, obstacle),
  ];
  const data = {
    version,
    pending: pending.map(({ name, needs, tables }) => ({
      name,
      kind: needs ? "contract" : "expand",
      needs_version: needs,
      tables: tables.map(({ table, rows, holdsUp, readsRows }) => ({
        table,
        rows,
        holds_up: holdsUp,
        reads_rows: readsRows,
      })),
    })),
    processes: processes.map(({ version, processes, mayStay }) => ({ version, processes, may_stay: mayStay })),
    may_be_applied: obstacle === null,
    obstacle,
  };
  return { text: lines.join("\n"), data };
}

function lineOf({ table, rows, holdsUp, readsRows }: TouchedTable): string {
  const size = rows === null ? "of unknown size" : `about ${rows.toLocaleString("en")} rows`;
  const waits = {
    nothing: "nothing waits but for single rows",
    writes: "writes wait",
    everything: "reads and writes wait",
  }[holdsUp];
  return `${table} (${size}): ${waits}${readsRows ? ", for as long as all its rows take" : " for a moment"}`;
}
