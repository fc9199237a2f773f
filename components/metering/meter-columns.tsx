import { Ellipsis, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { Menu } from "@/components/ui/menu";
import { NameCell } from "@/components/ui/name-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Meter } from "@/lib/features/metering/contract";
import type { MeteredUsage } from "@/lib/features/metering/query-contract";
import { measureText, meterName, valueText, windowName } from "./meter-words";

export const meterColumns: readonly Column<Meter, { onDelete: (meter: Meter) => void }>[] = [
  {
    label: "Meter",
    as: "title",
    cell: (meter) => (
      <NameCell
        name={meterName(meter)}
        href={`/dashboard/admin/meters/${encodeURIComponent(meter.key)}`}
        {...(meter.name ? { note: meter.key } : {})}
        mono
      />
    ),
  },
  { label: "Counts", cell: measureText },
  { label: "Events", from: "md", cell: ({ event_type }) => <span className="font-mono break-all">{event_type}</span> },
  { label: "Period", from: "lg", cell: ({ period }) => (period === "day" ? "Day" : "Month") },
  { label: "Created", from: "lg", cell: ({ created_at }) => <RelativeTime at={created_at} /> },
  {
    label: "Actions",
    as: "menu",
    cell: (meter, { onDelete }) => (
      <Menu
        trigger={
          <Button variant="ghost" size="sm" aria-label={`Actions for ${meterName(meter)}`} className="px-2">
            <Ellipsis aria-hidden className="size-4" />
          </Button>
        }
        items={[{ label: "Delete…", icon: <Trash2 aria-hidden />, danger: true, onSelect: () => onDelete(meter) }]}
      />
    ),
  },
];

type Figures = { window: "hour" | "day" | "month"; group: string | undefined };

const started: Column<MeteredUsage, Figures> = {
  label: "Time (UTC)",
  as: "title",
  cell: ({ start }, { window }) => <span className="whitespace-nowrap tabular-nums">{windowName(start, window)}</span>,
};
const counted: readonly Column<MeteredUsage, Figures>[] = [
  { label: "Value", align: "right", cell: ({ value }) => <span className="tabular-nums">{valueText(value)}</span> },
  { label: "Events", align: "right", cell: ({ events }) => events.toLocaleString("en") },
];

/** What a meter counted: with a column for what it is grouped by. */
export function figureColumns(group: string | undefined): readonly Column<MeteredUsage, Figures>[] {
  if (group === undefined) return [started, ...counted];
  const grouped: Column<MeteredUsage, Figures> = {
    label: group === "customer" ? "Customer" : group,
    cell: (row) => {
      const name = group === "customer" ? row.external_id : row.group;
      if (name !== null) return <span className="font-mono break-all">{name}</span>;
      return <span className="text-muted">{group === "customer" ? "Deleted customer" : "None"}</span>;
    },
  };
  return [started, grouped, ...counted];
}
