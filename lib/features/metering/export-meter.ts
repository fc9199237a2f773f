import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Download } from "@/lib/http/contract";
import { type Cell, csvFileStart, csvLine } from "@/lib/platform/csv";
import { spanOf } from "./meter-span";
import { type MeteredPlace, readMetered, type StoredQuestion, storedQuestion } from "./metered-rows";
import { findMeter } from "./meters";
import type { MeterExportQuery, MeteredUsage } from "./query-contract";
import { requireKept } from "./query-meter";

/** Some milliseconds of work. */
const rowsPerPiece = 500;

/** The same as a query answers, all of it, as a file. */
export async function exportMeter(principal: Principal, key: string, query: MeterExportQuery): Promise<Download> {
  const meter = await findMeter(principal, key);
  const span = spanOf(query, runtime().clock.now());
  requireKept(query, span);
  const question = await storedQuestion(principal, meter, query, span);
  const days = [span.from, new Date(span.to.getTime() - 1)].map((at) => at.toISOString().slice(0, 10));
  const filename = `latchkey-${meter.key}-${days.join("-to-")}.${query.format}`;
  return query.format === "csv"
    ? { type: "text/csv", filename, pieces: csvPieces(question) }
    : { type: "application/json", filename, pieces: jsonPieces(meter.key, question) };
}

const columns = [
  "start",
  "group",
  "customer_id",
  "external_id",
  "value",
  "events",
] as const satisfies readonly (keyof MeteredUsage)[];

async function* csvPieces(question: StoredQuestion): AsyncIterable<string> {
  yield csvFileStart + csvLine(columns);
  for await (const rows of pagesOf(question)) yield rows.map((row) => csvLine(cellsOf(row))).join("");
}

/** A decimal stands as a number where it is one: a text that begins with a minus would be taken for a formula. */
function cellsOf(row: MeteredUsage): Cell[] {
  const number = Number(row.value);
  const value = String(number) === row.value ? number : row.value;
  return columns.map((name) => (name === "value" ? value : row[name]));
}

async function* jsonPieces(meter: string, question: StoredQuestion): AsyncIterable<string> {
  yield `{"meter":${JSON.stringify(meter)},"rows":[`;
  let separator = "";
  for await (const rows of pagesOf(question)) {
    yield separator + rows.map((row) => JSON.stringify(row)).join(",");
    separator = ",";
  }
  yield "]}";
}

async function* pagesOf(question: StoredQuestion): AsyncIterable<MeteredUsage[]> {
  let after: MeteredPlace | null = null;
  do {
    const page: Awaited<ReturnType<typeof readMetered>> = await readMetered(question, after, rowsPerPiece);
    if (page.rows.length > 0) yield page.rows;
    after = page.last;
  } while (after);
}
