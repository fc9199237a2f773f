"use client";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FilterBar } from "@/components/ui/filter-bar";
import { Menu } from "@/components/ui/menu";
import { OneThing } from "@/components/ui/one-thing";
import { downloadFrom } from "@/components/ui/save-file";
import { Skeleton } from "@/components/ui/skeleton";
import { Sparkline } from "@/components/ui/sparkline";
import { TableList } from "@/components/ui/table-list";
import { UnreadState } from "@/components/ui/unread-state";
import { type Address, useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import type { Meter } from "@/lib/features/metering/contract";
import { startOfWindow } from "@/lib/features/metering/query-contract";
import { figureColumns } from "./meter-columns";
import { exportUrl, figureFilters, figureList, meterQuery, totalsQuery } from "./meter-list";
import { measureText, meterName, valueText } from "./meter-words";

const windows = [
  { value: "hour", label: "Hours" },
  { value: "day", label: "Days" },
  { value: "month", label: "Months" },
];
const ranges = { hour: "Last 24 hours", day: "Last 30 days", month: "Last 12 months" };

/** One meter: what it counts, and what it counted. */
export function MeterDetail({ meterKey }: { meterKey: string }) {
  const query = useQuery(meterQuery(meterKey));
  return (
    <>
      <BackLink
        above={[{ href: "/dashboard/admin", label: "Administration" }]}
        href="/dashboard/admin/meters"
        label="Meters"
        {...(query.data ? { current: meterName(query.data) } : {})}
      />
      <OneThing what="Meter" query={query}>
        {(meter) => <Figures meter={meter} />}
      </OneThing>
    </>
  );
}

function Figures({ meter }: { meter: Meter }) {
  const address = useAddress(figureFilters);
  const { window = "day", group } = address.values;
  const list = useList(figureList(meter.key, address.values));
  const groups = [
    { value: "", label: "All together" },
    { value: "customer", label: "By customer" },
    ...meter.group_by.map((property) => ({ value: property, label: `By ${property}` })),
  ];
  const save = (format: "csv" | "json") => () => downloadFrom(exportUrl(meter.key, address.values, format));
  return (
    <>
      <PageHeader
        title={meterName(meter)}
        description={`${measureText(meter)} of events ${meter.event_type}`}
        actions={
          <Menu
            trigger={
              <Button>
                <Download aria-hidden className="size-4" />
                Export
              </Button>
            }
            items={[
              { label: "CSV", onSelect: save("csv") },
              { label: "JSON", onSelect: save("json") },
            ]}
          />
        }
      />
      <TotalCard meter={meter} address={address} />
      <TableList
        list={list}
        nouns={["row", "rows"]}
        columns={figureColumns(group)}
        rowKey={({ start, group: of, customer_id }) => `${start} ${of} ${customer_id}`}
        context={{ window, group }}
        address={address}
        filters={
          <FilterBar
            address={address}
            controls={[
              { as: "segmented", name: "window", label: "Window", options: windows, fallback: "day" },
              { as: "select", name: "group", label: "Group", options: groups },
              { as: "search", name: "externalId", label: "One customer", placeholder: "External ID" },
            ]}
          />
        }
        empty={{ title: "Nothing was counted", body: "No event of this meter lies in these days." }}
      />
    </>
  );
}

/** All together over time, in one line. */
function TotalCard({ meter, address: { values } }: { meter: Meter; address: Address<typeof figureFilters> }) {
  const totals = useQuery(totalsQuery(meter.key, values));
  const { data, isPending } = totals;
  if (!data && !isPending) {
    return (
      <div className="mb-6">
        <UnreadState what="Usage" query={totals} note="Events are still counted." />
      </div>
    );
  }
  const range = ranges[values.window ?? "day"];
  return (
    <div className="mb-6">
      <Card title={measureText(meter)} description={`${range}, in UTC`}>
        {data ? (
          <>
            {data.total !== null && (
              <p className="text-2xl font-semibold tracking-tight tabular-nums">{valueText(data.total)}</p>
            )}
            <div className="mt-4 [&_svg]:h-24 [&_svg]:w-full">
              <Sparkline
                values={everyWindow(data)}
                label={`${measureText(meter)}: ${range.toLowerCase()}${data.total === null ? "" : `, ${valueText(data.total)} in all`}`}
              />
            </div>
          </>
        ) : (
          <Skeleton className="h-32 w-full" />
        )}
      </Card>
    </div>
  );
}

type Told = { from: string; to: string; window: "hour" | "day" | "month"; data: { start: string; value: string }[] };

/** The values of all windows, also of those in which nothing was used. */
function everyWindow({ from, to, window, data }: Told): number[] {
  const values = new Map(data.map(({ start, value }) => [Date.parse(start), Number(value)]));
  const all: number[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at = startOfWindow(window, at, 1))
    all.push(Math.max(0, values.get(at) ?? 0));
  return all;
}
