"use client";
import { Card } from "@/components/ui/card";
import type { Column } from "@/components/ui/column";
import { RelativeTime } from "@/components/ui/relative-time";
import { Segmented } from "@/components/ui/segmented";
import { TableList } from "@/components/ui/table-list";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import { periodFileContract, type UsagePeriod } from "@/lib/features/metering/period-contract";
import { contractUrl } from "@/lib/http/contract-url";
import { pathForDashboard } from "@/lib/http/dashboard-contract";
import { periodFilters, periodList } from "./meter-list";

const kinds = [
  { value: "", label: "Days" },
  { value: "month", label: "Months" },
];

const columns: readonly Column<UsagePeriod>[] = [
  {
    label: "Period",
    as: "title",
    cell: ({ id }) => <span className="tabular-nums">{id.slice(id.indexOf("-") + 1)}</span>,
  },
  { label: "Version", cell: ({ version }) => version },
  { label: "Last changed", from: "md", cell: ({ updated_at }) => <RelativeTime at={updated_at} /> },
  {
    label: "File",
    cell: ({ id }) => (
      <span className="flex gap-3">
        {(["csv", "json"] as const).map((format) => (
          <a
            key={format}
            href={contractUrl(pathForDashboard(periodFileContract), { id }, { format })}
            download
            aria-label={`${format.toUpperCase()} of ${id}`}
            className="focus-ring py-1 font-medium text-accent-text hover:underline pointer-coarse:py-3"
          >
            {format.toUpperCase()}
          </a>
        ))}
      </span>
    ),
  },
];

/** Days and months that are over, each with the file of what customers used. */
export function PeriodFiles() {
  const { values, set } = useAddress(periodFilters);
  const list = useList(periodList(values));
  return (
    <div className="mt-8">
      <Card
        title="Closed periods"
        description="What each customer used, as webhooks were told it. Late events make a new version."
        actions={
          <Segmented
            label="Periods"
            value={values.period ?? ""}
            onValueChange={(period) => set({ period })}
            options={kinds}
          />
        }
      >
        <TableList
          list={list}
          nouns={["period", "periods"]}
          columns={columns}
          rowKey={({ id }) => id}
          empty={{ title: "Nothing is closed yet", body: "A day is closed an hour after its end, in UTC." }}
          inCard
        />
      </Card>
    </div>
  );
}
