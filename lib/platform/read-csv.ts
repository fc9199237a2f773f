/** A row of a CSV file, with the number of the line that it begins on; `broken` where its quotes are not as RFC 4180 has them. */
export type CsvRow = { line: number; cells: readonly string[]; broken: boolean };

/** Longer than any row of ours, in characters: a quote that is never closed must not bring a whole file into memory. */
const longestRow = 1_000_000;

/** The rows of CSV text (RFC 4180, commas), however it is cut into pieces; empty lines are passed over. Throws for a row that does not end. */
export async function* readCsv(pieces: AsyncIterable<string>): AsyncGenerator<CsvRow> {
  let line = 1;
  let row = emptyRow(line);
  let isFirst = true;
  for await (const piece of pieces) {
    // A mark of the byte order is none of the heading's.
    const text = isFirst ? piece.replace(/^\uFEFF/, "") : piece;
    isFirst = false;
    for (const char of text) {
      if (char === "\n") line += 1;
      if (char === "\n" && row.state !== "quoted") {
        const ended = endOf(row);
        if (ended) yield ended;
        row = emptyRow(line);
        continue;
      }
      row.length += 1;
      if (row.length > longestRow) throw new Error(`the row that begins on line ${row.line} does not end`);
      take(row, char);
    }
  }
  const ended = endOf({ ...row, broken: row.broken || row.state === "quoted" });
  if (ended) yield ended;
}

type Row = {
  line: number;
  cells: string[];
  cell: string;
  /** `closed`: after a quote that ends the cell, unless another one follows. */
  state: "start" | "plain" | "quoted" | "closed";
  broken: boolean;
  length: number;
};

function emptyRow(line: number): Row {
  return { line, cells: [], cell: "", state: "start", broken: false, length: 0 };
}

function take(row: Row, char: string): void {
  if (row.state === "quoted") {
    if (char === '"') row.state = "closed";
    else row.cell += char;
  } else if (char === ",") {
    row.cells.push(row.cell);
    row.cell = "";
    row.state = "start";
  } else if (char === '"' && row.state !== "plain") {
    if (row.state === "closed") row.cell += char;
    row.state = "quoted";
  } else if (char !== "\r") {
    if (row.state === "closed" || char === '"') row.broken = true;
    row.cell += char;
    if (row.state === "start") row.state = "plain";
  }
}

function endOf({ line, cells, cell, broken }: Row): CsvRow | null {
  if (cells.length === 0 && cell === "" && !broken) return null;
  return { line, cells: [...cells, cell], broken };
}
