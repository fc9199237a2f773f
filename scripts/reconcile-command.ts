import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { journalRoot } from "@/lib/access/open-ledger";
import { type Comparison, type Reconciliation, reconcile, type Span } from "@/lib/access/reconcile";
import { openDatabase } from "@/lib/platform/database";
import { readSettings } from "@/lib/platform/settings";
import { openCommandDatabase } from "./command-database";

const usage = "npm run reconcile -- [--from <time>] [--to <time>] [--journals <folder>]… [--json]";
/** So many differences are printed of each kind; `--json` prints all. */
const mostLines = 20;

/** Compares journals, roll-ups and limits; resolves with what to print, and whether all was equal. Changes nothing. */
export async function runReconcileCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ text: string; isEqual: boolean }> {
  const { span, folders, isJson } = readArguments(args);
  const reached = await openCommandDatabase(env);
  try {
    const settings = readSettings({ ...env, DATABASE_URL: reached.url });
    const database = openDatabase(settings.databaseUrl);
    try {
      const root = await journalRoot(database.pool, settings.journal);
      const found = await reconcile(database.pool, [root, ...(await rootsIn(folders, root))], span);
      const isEqual = found.comparisons.every(({ differences }) => differences.length === 0);
      return { text: isJson ? JSON.stringify(found, null, 2) : describe(found), isEqual };
    } finally {
      await database.close();
    }
  } finally {
    await reached.leave();
  }
}

function readArguments(args: readonly string[]): { span: Span; folders: string[]; isJson: boolean } {
  const options = {
    from: { type: "string" },
    to: { type: "string" },
    journals: { type: "string", multiple: true },
    json: { type: "boolean" },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    throw new Error(`usage: ${usage}`, { cause: error });
  }
  return {
    span: { fromMs: timeOf(values.from, 0), toMs: timeOf(values.to, Date.now()) },
    folders: values.journals ?? [],
    isJson: values.json ?? false,
  };
}

function timeOf(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new Error(`${text} is no time, such as 2026-11-26T00:00Z; usage: ${usage}`);
  return ms;
}

/** The journals of this database in the folders `journal` of other machines. */
async function rootsIn(folders: readonly string[], ownRoot: string): Promise<string[]> {
  const deployment = ownRoot.split("/").at(-1) ?? "";
  for (const folder of folders) {
    const names = await readdir(folder);
    if (!names.includes(deployment)) throw new Error(`${folder} holds no journal of this database (${deployment})`);
  }
  return folders.map((folder) => join(folder, deployment));
}

function describe({ span, limits, comparisons, waiting, missing }: Reconciliation): string {
  const time = (ms: number) => new Date(ms).toISOString();
  const rows = comparisons.map(({ name, compared, journal, stored, differences }) => [
    name,
    ...[compared, journal, stored, differenceOf(differences)].map((count) => count.toLocaleString("en")),
  ]);
  return [
    `From ${time(span.fromMs)} until ${time(span.toMs)}:`,
    ...limits.map((reason) => `(not further back: ${reason})`),
    "",
    table([["what", "compared", "journal", "stored", "difference"], ...rows]),
    "",
    `${waiting.toLocaleString("en")} notes wait to be stored; ${missing.toLocaleString("en")} were stored without the journal.`,
    ...comparisons.flatMap(linesOf),
  ].join("\n");
}

/** Differences of both signs do not make up for each other. */
function differenceOf(differences: Comparison["differences"]): number {
  return differences.reduce((sum, { journal, stored }) => sum + Math.abs(journal - stored), 0);
}

function linesOf({ name, differences }: Comparison): string[] {
  const lines = differences.slice(0, mostLines).map(({ what, journal, stored }) => `  ${what}: ${journal}, ${stored}`);
  const others = differences.length - lines.length;
  if (others > 0) lines.push(`  and ${others} more`);
  return lines.length === 0 ? [] : ["", `${name} (journal, stored):`, ...lines];
}

function table([heading = [], ...rows]: string[][]): string {
  const widths = heading.map((_, column) => Math.max(...[heading, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ");
  return [heading, ...rows].map(line).join("\n");
}
