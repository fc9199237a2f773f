import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { journalRoot } from "@/lib/access/open-ledger";
import { type Comparison, reconcile as compare, type Reconciliation } from "@/lib/access/reconcile";
import { openDatabase } from "@/lib/platform/database";
import { type Command, CommandError, type OptionValue } from "./command";
import { textTable } from "./text-table";
import { withSettings } from "./with-runtime";

/** So many differences are printed of each kind; `--json` prints all. */
const mostLines = 20;

/** Compares the journals with what is stored of them, and changes nothing. */
export const reconcile: Command = {
  name: "reconcile",
  takes: [],
  options: {
    from: { type: "string", shown: "--from <time>", means: "such as 2026-11-26T00:00Z; as far back as can be" },
    to: { type: "string", shown: "--to <time>", means: "until now" },
    journals: {
      type: "string",
      multiple: true,
      shown: "--journals <folder>",
      means: "a folder journal of another machine, as often as needed",
    },
  },
  summary: "compare the journals with stored usage and limits",
  details: [
    "Of this machine, beside running processes too. Exit code 1 where there is a",
    "difference. --json prints all of it.",
  ],
  run: ({ options, env, folder }) => {
    const span = { fromMs: timeOf(options.from, 0), toMs: timeOf(options.to, Date.now()) };
    const folders = Array.isArray(options.journals) ? options.journals.map((name) => resolve(folder, name)) : [];
    return withSettings(env, async (settings) => {
      const database = openDatabase(settings.databaseUrl);
      try {
        const root = await journalRoot(database.pool, settings.journal);
        const found = await compare(database.pool, [root, ...(await rootsIn(folders, root))], span);
        const equal = found.comparisons.every(({ differences }) => differences.length === 0);
        return { text: describe(found), data: { equal, ...found }, ...(equal ? {} : { outcome: "failed" as const }) };
      } finally {
        await database.close();
      }
    });
  },
};

function timeOf(text: OptionValue, otherwise: number): number {
  if (typeof text !== "string") return otherwise;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new CommandError("usage", `${text} is no time, such as 2026-11-26T00:00Z`);
  return ms;
}

/** The journals of this database in the folders `journal` of other machines. */
async function rootsIn(folders: readonly string[], ownRoot: string): Promise<string[]> {
  const deployment = ownRoot.split("/").at(-1) ?? "";
  for (const folder of folders) {
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      throw new CommandError("refused", `${folder} cannot be read (${error.code})`);
    });
    if (!names.includes(deployment))
      throw new CommandError("refused", `${folder} holds no journal of this database (${deployment})`);
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
    textTable(["what", "compared", "journal", "stored", "difference"], rows, [1, 2, 3, 4]),
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
