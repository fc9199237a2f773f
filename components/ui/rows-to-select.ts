import type { RowRange } from "./use-windowed-list";

type Options<Row> = {
  read: (range: RowRange) => Promise<readonly Row[]>;
  idOf: (row: Row) => string;
  whyNot: (row: Row) => string | null;
  below: (row: Row) => readonly Row[];
  most: number;
};

/**
 * The rows of a range that can be selected, each before those below it, and what is to be said of the others. With `ends`
 * they begin at the first of these; what stands below the last belongs to the range.
 */
export async function rowsToSelect<Row>(
  { read, idOf, whyNot, below, most }: Options<Row>,
  range: RowRange,
  ends: readonly string[] | null,
): Promise<{ able: { row: Row; depth: number }[]; note: string | null }> {
  const all = (await read(range)).flatMap((row) => [row, ...below(row)].map((one, depth) => ({ row: one, depth })));
  const begin = ends ? all.findIndex(({ row }) => ends.includes(idOf(row))) : 0;
  const found = all.slice(Math.max(0, begin));
  const able = found.filter(({ row }) => whyNot(row) === null);
  const unable = found.length - able.length;
  const isCut = range.last - range.first + 1 >= most || able.length > most;
  const notes = [
    ...(isCut ? [`At most ${most.toLocaleString("en")} at a time.`] : []),
    ...(unable > 0 ? [`${unable.toLocaleString("en")} of them cannot be selected.`] : []),
  ];
  return { able, note: notes.join(" ") || null };
}
