import "server-only";
import { afterCursor, newestFirst, pageOf } from "./pagination";
import { type ColumnTest, type Direction, type SortColumn, sortedPages } from "./sorted-pages";

/** Whether a text is an instant as a cursor carries it. */
export function isInstant(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** Sorted by when a row was made. */
export const byCreation = {
  textOf: ({ createdAt }: { createdAt: Date }) => createdAt.toISOString(),
  accepts: isInstant,
  test: (createdAt: ColumnTest<string>) => ({ createdAt: createdAt ?? {} }),
  orderBy: (createdAt: Direction) => ({ createdAt }),
};

/** Sorted by when a row was changed last. */
export const byChange = {
  textOf: ({ updatedAt }: { updatedAt: Date }) => updatedAt.toISOString(),
  accepts: isInstant,
  test: (updatedAt: ColumnTest<string>) => ({ updatedAt: updatedAt ?? {} }),
  orderBy: (updatedAt: Direction) => ({ updatedAt }),
};

/** Sorted by names as they are searched: without case and accents. */
export const byFoldedName = {
  textOf: ({ nameFolded }: { nameFolded: string | null }) => nameFolded,
  test: (nameFolded: ColumnTest<string>) => ({ nameFolded }),
  orderBy: (nameFolded: Direction) => ({ nameFolded }),
};

/** How a list is read in the order that was asked for, and continued after a cursor of it; newest first unless asked otherwise. */
export function inOrder<Name extends string, Row extends { id: string }, Where extends object, OrderBy>(
  sort: Name | `-${Name}` | undefined,
  columns: Record<Name, SortColumn<Row, Where, OrderBy>>,
) {
  // The order of before, whose cursors stay good.
  if (sort === undefined || sort === "-created") return { orderBy: newestFirst, after: afterCursor, pageOf };
  return sortedPages(sort, sort.startsWith("-") ? "desc" : "asc", columns[sort.replace(/^-/, "") as Name]);
}
