"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { ChartColumn, Download, Radio } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { saveCsvFile } from "@/components/ui/save-file";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import type { Address } from "@/components/ui/use-address";
import type { UsageReport } from "@/lib/features/usage/contract";
import { count } from "./figures";
import { FiguresSkeleton } from "./figures-skeleton";
import { usageCsv, usageCsvName } from "./usage-csv";
import { defaultRange, isFiltered, type usageFilters, usageQueryOf } from "./usage-filter";
import { UsageLegend } from "./usage-legend";
import { paceText } from "./usage-queries";
import { UsageTable } from "./usage-table";

const UsageChart = dynamic(() => import("./usage-chart"), {
  ssr: false,
  loading: () => <Skeleton className="h-full" />,
});

const rangeNames = {
  "1h": "last hour",
  "24h": "last 24 hours",
  "7d": "last 7 days",
  "30d": "last 30 days",
  "90d": "last 90 days",
  "12mo": "last 12 months",
} as const;
const views = [
  { value: "", label: "Chart" },
  { value: "table", label: "Table" },
];

/** Requests over time: the total, the legend, and the buckets as a chart or a table, to take along as CSV. */
export function RequestsCard({
  report: { data, isError, isPlaceholderData, refetch },
  address,
}: {
  report: UseQueryResult<UsageReport>;
  address: Address<typeof usageFilters>;
}) {
  const { values: filter, set } = address;
  const query = usageQueryOf(filter);
  const { range = defaultRange, credentialId } = query;
  const isLive = filter.live !== undefined;
  if (!data && isError) {
    return (
      <ErrorState
        title="Usage unavailable"
        body="Requests are still counted; only this page could not read them."
        onRetry={() => void refetch()}
      />
    );
  }
  const download = () => {
    if (!data) return;
    const name = data.topCredentials.find((credential) => credential.credentialId === credentialId)?.name ?? null;
    saveCsvFile(usageCsvName(query, Date.now()), usageCsv(data, query, name));
  };
  return (
    <Card
      title="Requests"
      description={`${data?.interval === "day" ? "By day" : "By hour"}, ${rangeNames[range]}, UTC, ${paceText(query, isLive, data)}`}
      actions={
        <>
          <Button
            size="sm"
            variant={isLive ? "primary" : "secondary"}
            aria-pressed={isLive}
            onClick={() => set({ live: isLive ? "" : "1" })}
          >
            <Radio aria-hidden className="size-4" />
            Live
          </Button>
          <Segmented label="View" value={filter.view ?? ""} onValueChange={(view) => set({ view })} options={views} />
          <Button size="sm" onClick={download} disabled={!data || isPlaceholderData} aria-label="Download CSV">
            <Download aria-hidden className="size-4" />
            CSV
          </Button>
        </>
      }
    >
      <div
        aria-busy={isPlaceholderData}
        className={isPlaceholderData ? "opacity-60 transition-opacity" : "transition-opacity"}
      >
        {/* Changes with the filters only, not with every refresh: a screen reader hears that the choice took effect. */}
        <p role="status" className="sr-only">
          {isPlaceholderData ? "Loading" : `Showing the ${rangeNames[range]}`}
        </p>
        {isError && (
          <p role="status" className="mb-4 text-sm text-warning-text">
            These figures could not be renewed and may be out of date.
          </p>
        )}
        {data ? <Figures report={data} address={address} /> : <FiguresSkeleton />}
      </div>
    </Card>
  );
}

function Figures({ report, address }: { report: UsageReport; address: Address<typeof usageFilters> }) {
  if (report.total === 0) return <NoRequests address={address} />;
  const isTable = address.values.view === "table";
  return (
    <>
      <p className="text-3xl font-semibold tracking-tight tabular-nums">{count(report.total)}</p>
      <div className="mt-4">
        <UsageLegend report={report} />
      </div>
      <div className={isTable ? "mt-6 h-112 sm:h-80" : "mt-6 h-80"}>
        {isTable ? <UsageTable report={report} /> : <UsageChart report={report} />}
      </div>
    </>
  );
}

function NoRequests({ address: { values, set } }: { address: Address<typeof usageFilters> }) {
  const name = rangeNames[values.range ?? defaultRange];
  if (isFiltered(values)) {
    return (
      <EmptyState
        icon={<ChartColumn />}
        title="No requests match"
        body={`Nothing was asked with these filters in the ${name}.`}
        action={<Button onClick={() => set({ product: "", environment: "", key: "" })}>Clear filters</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={<ChartColumn />}
      title="No requests yet"
      body={`Requests of the ${name} show here about a second after they were made.`}
      action={
        <Link href="/dashboard/api-keys?create=1" className={buttonClass({ variant: "primary" })}>
          Create an API key
        </Link>
      }
    />
  );
}
