import type { Column } from "./column";

const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** The rows in the order that an address names, such as `-created`; as they came where none of the columns has it. */
export function sortRows<Row, Context>(
  rows: readonly Row[],
  columns: readonly Column<Row, Context>[],
  order: string | undefined,
): readonly Row[] {
  const descends = order?.startsWith("-") ?? false;
  const by = descends ? order?.slice(1) : order;
  const compared = columns.find(({ sort }) => sort?.by === by)?.sort?.compared;
  if (by === undefined || !compared) return rows;
  return rows.toSorted((one, other) => {
    const [first, second] = [compared(one), compared(other)];
    // What has no value is neither large nor small.
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    const order =
      typeof first === "number" && typeof second === "number"
        ? first - second
        : words.compare(String(first), String(second));
    return descends ? -order : order;
  });
}
