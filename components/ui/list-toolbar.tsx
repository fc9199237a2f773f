"use client";
import { ClearFilters } from "./filter-bar";
import { RowDensitySwitch } from "./row-density-switch";
import { type Option, Select } from "./select";

type Props = {
  /** How many rows there are; undefined while that is not known. */
  count: number | undefined;
  nouns: readonly [one: string, many: string];
  sort: { value: string; set: (sort: string) => void; orders: readonly Option[] };
  density: Parameters<typeof RowDensitySwitch>[0];
  /** Takes all filters away; null where none is set, absent where that is done elsewhere. */
  onClear?: (() => void) | null;
};

/** Between the filters of a long list and its rows: how many there are, in which order, and how much room they take. */
export function ListToolbar({ count, nouns: [one, many], sort, density, onClear = null }: Props) {
  return (
    <div className="mb-2 flex items-center justify-end gap-2 text-sm">
      <span className="text-muted tabular-nums">
        {count !== undefined && `${count.toLocaleString("en")} ${count === 1 ? one : many}`}
      </span>
      <span className="mr-auto">{onClear && <ClearFilters beside onClear={onClear} />}</span>
      <Select aria-label="Sort by" value={sort.value} onValueChange={sort.set} options={sort.orders} className="w-44" />
      <RowDensitySwitch {...density} />
    </div>
  );
}
