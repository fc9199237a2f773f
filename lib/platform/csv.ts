export type Cell = string | number | boolean | null;

/** How a CSV file begins: without this mark Excel reads UTF-8 in its system's own code page. */
export const csvFileStart = "\uFEFF";

// A spreadsheet runs a cell that begins like this as a formula (OWASP, CSV injection); full-width forms count too, and
// some programs look past spaces.
const startsFormula = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;
const needsQuotes = /[",\r\n]|^\s|\s$/;

/** One line of RFC 4180 text, its end included; text that a spreadsheet would run as a formula is defused by a leading apostrophe. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const safe = startsFormula.test(cell) ? `'${cell}` : cell;
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
