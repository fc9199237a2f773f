import "server-only";
import { holdsNull } from "@/lib/platform/null-character";
import { type ApiError, invalidField } from "./api-error";

/** What a column is compared with: a value, none (`null`), or what lies beyond one. */
export type ColumnTest<Value> = Value | null | { lt: Value } | { gt: Value } | { not: null };

/** A column that a list can be sorted by; rows without a value stand at one end of it. */
export type SortColumn<Row, Where, OrderBy> = {
  /** A row's value as a cursor carries it. */
  textOf: (row: Row) => string | null;
  /** Whether a text can be a value of it; absent: any can. */
  accepts?: (text: string) => boolean;
  /** A condition on the column. */
  test: (given: ColumnTest<string>) => Where;
  orderBy: (direction: Direction) => OrderBy;
  /** Where rows without a value stand, sorted upwards; absent: every row has one. */
  nulls?: "first" | "last";
};

export type Direction = "asc" | "desc";

/** Which column tells rows of equal values apart. */
type IdColumn = "id" | "userId";

/** Conditions on a column and on the rows' ids, put together. */
type Condition<Where> =
  | Where
  | Partial<Record<IdColumn, { lt: string } | { gt: string }>>
  | { AND: Condition<Where>[] }
  | { OR: Condition<Where>[] };

/** A list in one of its orders, whose ties are decided by the rows' ids. */
export type SortedPages<Row, Where, OrderBy> = {
  orderBy: [OrderBy, Partial<Record<IdColumn, Direction>>];
  /** The rows after a cursor, all without one; 400 for one that is not of this order. */
  after(cursor: string | undefined): Condition<Where>;
  /** Cuts `limit + 1` rows read into a page and the cursor of the next one, null on the last. */
  pageOf(rows: readonly Row[], limit: number): { rows: Row[]; next_cursor: string | null };
};

/** The order by a column, downwards with `desc`; `name` tells its cursors from those of other orders. */
export function sortedPages<Row extends { id: string }, Where extends object, OrderBy>(
  name: string,
  direction: Direction,
  { textOf, accepts = () => true, test, orderBy, nulls }: SortColumn<Row, Where, OrderBy>,
  idColumn: IdColumn = "id",
): SortedPages<Row, Where, OrderBy> {
  const beyond = (value: string) => (direction === "asc" ? { gt: value } : { lt: value });
  // Downwards the rows without a value stand at the other end.
  const nullsComeLast = nulls !== undefined && (nulls === "last") === (direction === "asc");
  return {
    orderBy: [orderBy(direction), { [idColumn]: direction }],
    after(cursor) {
      if (cursor === undefined) return { AND: [] };
      const { value, id } = readCursor(name, cursor);
      if (value !== null && !accepts(value)) throw notOurs();
      const ties = { AND: [test(value), { [idColumn]: beyond(id) }] };
      if (value === null) return nullsComeLast ? ties : { OR: [ties, test({ not: null })] };
      return { OR: [test(beyond(value)), ties, ...(nullsComeLast ? [test(null)] : [])] };
    },
    pageOf(rows, limit) {
      const last = rows[limit - 1];
      return {
        rows: rows.slice(0, limit),
        next_cursor: rows.length > limit && last ? writeCursor(name, { value: textOf(last), id: last.id }) : null,
      };
    },
  };
}

/** The same comparison of a column of numbers. */
export function numbered(given: ColumnTest<string>) {
  if (given === null || (typeof given === "object" && "not" in given)) return {};
  if (typeof given === "string") return Number(given);
  return "lt" in given ? { lt: Number(given.lt) } : { gt: Number(given.gt) };
}

/** A row's place in an order. */
type Place = { value: string | null; id: string };

function writeCursor(name: string, { value, id }: Place): string {
  return Buffer.from(JSON.stringify([name, value, id])).toString("base64url");
}

/** Reads a cursor of this order; a 400 for anything else. */
function readCursor(name: string, cursor: string): Place {
  const [order, value, id, ...rest] = partsOf(Buffer.from(cursor, "base64url").toString("utf8"));
  const isPlace = typeof id === "string" && (typeof value === "string" || value === null);
  if (order !== name || !isPlace || rest.length > 0 || holdsNull(id) || holdsNull(value ?? "")) {
    throw notOurs();
  }
  return { value, id };
}

function notOurs(): ApiError {
  return invalidField("cursor", "is not a cursor of this list");
}

function partsOf(text: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
