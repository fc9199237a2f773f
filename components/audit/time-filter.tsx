"use client";
import { Input } from "@/components/ui/input";
import { clockText } from "@/components/ui/local-time";
import { Segmented } from "@/components/ui/segmented";
import type { Address } from "@/components/ui/use-address";
import { useOwnZone } from "@/components/ui/use-own-zone";
import { isInOrder } from "@/lib/platform/span-order";
import type { auditFilters } from "./audit-list";

const all = "90d";
const ranges = ["24h", "7d", "30d", all].map((value) => ({ value, label: value }));

/** A span that ends now, or whole days of the reader's calendar; the address holds their instants. */
export function TimeFilter({ address: { values, set } }: { address: Address<typeof auditFilters> }) {
  const zone = useOwnZone();
  const { from, to, range } = values;
  const isOwn = from !== undefined || to !== undefined;
  /** Of two days in the wrong order the one chosen last counts. */
  const choose = (last: "from" | "to", at: string | undefined) => {
    const span = { from, to, [last]: at };
    set({ from: "", to: "", ...(isInOrder(span) ? span : { [last]: at }), range: "" });
  };
  return (
    <>
      <div className="w-full sm:w-auto [&>[role=radiogroup]]:w-full">
        <Segmented
          label="Range"
          value={range ?? (isOwn ? "" : all)}
          options={ranges}
          onValueChange={(next) => set({ range: next === all ? "" : next, from: "", to: "" })}
        />
      </div>
      <span className="flex w-full items-center gap-1.5 text-sm text-muted sm:w-auto">
        <Input
          type="date"
          aria-label="First day"
          className="min-w-0 flex-1 sm:w-36 sm:flex-none"
          value={from && !range ? dayOf(from, zone) : ""}
          max={to ? lastDayOf(to, zone) : undefined}
          onChange={({ target: { value } }) => choose("from", startOf(value, 0))}
        />
        to
        <Input
          type="date"
          aria-label="Last day"
          className="min-w-0 flex-1 sm:w-36 sm:flex-none"
          value={to && !range ? lastDayOf(to, zone) : ""}
          min={from ? dayOf(from, zone) : undefined}
          onChange={({ target: { value } }) => choose("to", startOf(value, 1))}
        />
      </span>
    </>
  );
}

const dayOf = (at: string, zone: string) => clockText(at, zone).slice(0, 10);
const lastDayOf = (to: string, zone: string) => dayOf(new Date(Date.parse(to) - 1).toISOString(), zone);

/** When a day of the reader's calendar, or one some days after it, begins; undefined for no day. */
function startOf(day: string, later: number): string | undefined {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return day === "" ? undefined : new Date(year, month - 1, date + later).toISOString();
}
