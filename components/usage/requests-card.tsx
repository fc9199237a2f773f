"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { ChartColumn, Download } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { saveTextFile } from "@/components/ui/save-file";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import type { UsageReport } from "@/lib/features/usage/contract";
import { count } from "./figures";
import { FiguresSkeleton } from "./figures-skeleton";
import { usageCsv, usageCsvName } from "./usage-csv";
import { isFiltered, type UsageChange, type UsageFilter } from "./usage-filter";
import { UsageLegend } from "./usage-legend";
import { UsageTable } from "./usage-table";

const UsageChart = dynamic(() => import("./usage-chart"), {
  ssr: false,
  loading: () => <Skeleton className="h-full" />,
});

const rangeNames = {
  "24h": "last 24 hours",
  "7d": "last 7 days",
  "30d": "last 30 days",
  "90d": "last 90 days",
} as const;
const views = [
  { value: "chart", label: "Chart" },
  { value: "table", label: "Table" },
];

/** Requests over time: the total, the legend, and the buckets as a chart or a table, to take along as CSV. */
export function RequestsCard({
  report: { data, isError, isPlaceholderData, refetch },
  filter,
  credentialName,
  onChange,
}: {
  report: UseQueryResult<UsageReport>;
  filter: UsageFilter;
  credentialName: string | null;
  onChange: (change: UsageChange) => void;
}) {
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
    saveTextFile(usageCsvName(filter, Date.now()), usageCsv(data, filter, credentialName), "text/csv");
  };
  return (
    <Card
      title="Requests"
      description={`${data?.interval === "day" ? "By day" : "By hour"}, ${rangeNames[filter.range]}, UTC`}
      actions={
        <>
          <Segmented label="View" value={filter.view} onValueChange={(view) => onChange({ view })} options={views} />
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
          {isPlaceholderData ? "Loading" : `Showing the ${rangeNames[filter.range]}`}
        </p>
        {isError && (
          <p role="status" className="mb-4 text-sm text-warning-text">
            These figures could not be renewed and may be out of date.
          </p>
        )}
        {data ? <Figures report={data} filter={filter} onChange={onChange} /> : <FiguresSkeleton />}
      </div>
    </Card>
  );
}

function Figures({
  report,
  filter,
  onChange,
}: {
  report: UsageReport;
  filter: UsageFilter;
  onChange: (change: UsageChange) => void;
}) {
  if (report.total === 0) return <NoRequests filter={filter} onChange={onChange} />;
  return (
    <>
      <p className="text-3xl font-semibold tracking-tight tabular-nums">{count(report.total)}</p>
      <div className="mt-4">
        <UsageLegend report={report} />
      </div>
      <div className={filter.view === "table" ? "mt-6 h-112 sm:h-80" : "mt-6 h-80"}>
        {filter.view === "table" ? <UsageTable report={report} /> : <UsageChart report={report} />}
      </div>
    </>
  );
}

function NoRequests({ filter, onChange }: { filter: UsageFilter; onChange: (change: UsageChange) => void }) {
  const filtered = isFiltered(filter);
  return (
    <EmptyState
      icon={<ChartColumn />}
      title={filtered ? "No requests match" : "No requests yet"}
      body={
        filtered
          ? `Nothing was asked with these filters in the ${rangeNames[filter.range]}.`
          : `Requests of the ${rangeNames[filter.range]} show here about a second after they were made.`
      }
      action={
        filtered ? (
          <Button onClick={() => onChange({ product: null, environment: null, key: null })}>Clear filters</Button>
        ) : (
          <Link href="/dashboard/api-keys?create=1" className={buttonClass({ variant: "primary" })}>
            Create an API key
          </Link>
        )
      }
    />
  );
}
