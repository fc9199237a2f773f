import { maxRowsPerDataset, NewDatasetRow } from "@/lib/features/datasets/contract";
import { inputWords } from "@/lib/http/input-words";

/** What a file holds: its rows, or why they cannot be used. */
export type ImportedRows = { rows: NewDatasetRow[]; problem: null } | { rows: null; problem: string };

/**
 * Reads rows out of a file's text. JSON is a list of rows `{variables, expectations?}`, of plain objects of variables,
 * or an object with such a list under `rows`. Anything else is CSV, whose first line names the variables.
 */
export function readRows(text: string): ImportedRows {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (trimmed === "") return problem("There is nothing in it");
  const given = /^[[{]/.test(trimmed) ? jsonRows(trimmed) : csvRows(trimmed);
  if (typeof given === "string") return problem(given);
  if (given.length === 0) return problem("There are no rows in it");
  if (given.length > maxRowsPerDataset) return problem(`A dataset holds at most ${maxRowsPerDataset} rows`);
  const rows: NewDatasetRow[] = [];
  for (const [index, row] of given.entries()) {
    const parsed = NewDatasetRow.safeParse(row, { error: inputWords });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return problem(`Row ${index + 1}: ${issue?.path.join(".") ?? ""} ${issue?.message ?? "is not a row"}`);
    }
    rows.push(parsed.data);
  }
  return { rows, problem: null };
}

function problem(text: string): ImportedRows {
  return { rows: null, problem: text };
}

function jsonRows(text: string): unknown[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "It is not valid JSON";
  }
  const list = typeof value === "object" && value !== null && "rows" in value ? value.rows : value;
  if (!Array.isArray(list)) return "It holds no list of rows";
  return list.map((row: unknown) =>
    typeof row === "object" && row !== null && "variables" in row ? row : { variables: row },
  );
}

function csvRows(text: string): unknown[] | string {
  const [header, ...lines] = readCsv(text);
  if (!header || lines.length === 0) return "It has a line of names, but no rows";
  const names = header.map((name) => name.trim());
  if (new Set(names).size < names.length) return "Two columns have the same name";
  const short = lines.findIndex((cells) => cells.length !== names.length);
  if (short >= 0) return `Row ${short + 1} has ${lines[short]?.length} cells instead of ${names.length}`;
  return lines.map((cells) => ({ variables: Object.fromEntries(names.map((name, place) => [name, cells[place]])) }));
}

/**
 * RFC 4180 and what spreadsheets make of it. Cells stand between commas, semicolons or tabs, quotes are doubled inside
 * quotes, and line ends of any kind count, also inside quotes. Empty lines between rows are skipped.
 */
export function readCsv(given: string): string[][] {
  // Excel writes and reads this line, which names the separator.
  const [stated, named] = /^sep=([,;\t])(?:\r\n?|\n)/i.exec(given) ?? [""];
  const text = given.slice(stated.length);
  const separator = named ?? separatorOf(text);
  const lines: string[][] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  const endLine = () => {
    cells.push(cell);
    if (cells.length > 1 || cell !== "") lines.push(cells);
    cells = [];
    cell = "";
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === separator) {
      cells.push(cell);
      cell = "";
    } else if (sign === "\n" || sign === "\r") endLine();
    else cell += sign;
  }
  endLine();
  return lines;
}

/** What stands most often between the names in the first line, outside of quotes: a comma where none does. */
function separatorOf(text: string): string {
  const header = (/^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)?.[0] ?? "").replaceAll(/"(?:[^"]|"")*"/g, "");
  const times = (sign: string) => header.split(sign).length;
  return [",", ";", "\t"].reduce((most, sign) => (times(sign) > times(most) ? sign : most));
}

/** Parts of at most 1,000 rows and about half a MiB, as many as calls are needed. */
export function batchesOf(rows: readonly NewDatasetRow[]): NewDatasetRow[][] {
  const batches: NewDatasetRow[][] = [];
  let size = 0;
  for (const row of rows) {
    const bytes = JSON.stringify(row).length * 3;
    const last = batches.at(-1);
    if (!last || last.length >= 1_000 || size + bytes > 1_000_000) {
      batches.push([row]);
      size = bytes;
    } else {
      last.push(row);
      size += bytes;
    }
  }
  return batches;
}
