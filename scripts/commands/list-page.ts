import type { z } from "zod";
import { CommandError, type CommandOption, type CommandResult, type OptionValue } from "./command";
import { textTable } from "./text-table";

/** Options of every list. */
export const pageOptions = {
  search: { type: "string", shown: "--search <text>", means: "part of a name or address, or a whole identifier" },
  limit: { type: "string", shown: "--limit <number>", means: "so many, 20 otherwise, 100 at most" },
  cursor: { type: "string", shown: "--cursor <text>", means: "go on where an earlier page ended" },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** Reads options by the schema of the contract that the pages use; a wrong one is a wrong usage. */
export function readBy<Schema extends z.ZodType>(schema: Schema, options: Readonly<Record<string, OptionValue>>) {
  const read = schema.safeParse(options);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new CommandError("usage", issue ? `--${issue.path.join(".")} ${wordsOf(issue)}` : "an option is wrong");
}

/** What is wrong with an option, as one says it of what somebody typed. */
function wordsOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "too_big":
      return `must be at most ${issue.maximum}${issue.origin === "string" ? " characters" : ""}`;
    case "too_small":
      return `must be at least ${issue.minimum}${issue.origin === "string" ? " characters" : ""}`;
    case "invalid_type":
      return "must be a whole number";
    case "invalid_value":
      return `must be one of ${issue.values.join(", ")}`;
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  }
}

type Listed<Row> = { data: readonly Row[]; next_cursor: string | null };

/** A page as a table, with how to go on. */
export function pageTold<Row>(
  { data, next_cursor }: Listed<Row>,
  columns: Readonly<Record<string, (row: Row) => string>>,
  right: readonly number[] = [],
): CommandResult {
  const rows = data.map((row) => Object.values(columns).map((cell) => cell(row)));
  const table = rows.length > 0 ? textTable(Object.keys(columns), rows, right) : "There are none.";
  const more = next_cursor === null ? "" : `\n\nThere are more: --cursor ${next_cursor}`;
  return { text: `${table}${more}`, data: { data, next_cursor } };
}

/** A time as lists show it. */
export function dayOf(time: string | null): string {
  return time?.slice(0, 10) ?? "-";
}
