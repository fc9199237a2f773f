"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { ChartColumn } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { change, count, milliseconds } from "@/components/ui/figures";
import { Skeleton } from "@/components/ui/skeleton";
import { UnreadState } from "@/components/ui/unread-state";
import type { Address } from "@/components/ui/use-address";
import { useOwnLocale } from "@/components/ui/use-own-locale";
import { useZoom } from "@/components/ui/use-zoom";
import { ZoomOutButton } from "@/components/ui/zoom-out-button";
import type { UsageReport } from "@/lib/features/usage/contract";
import { FiguresSkeleton } from "./figures-skeleton";
import { percentiles } from "./latency-lines";
import { SeriesLegend } from "./series-legend";
import { askedSpan, shownSpan } from "./span-text";
import { isFiltered, tellsTags, type usageFilters, usageQueryOf, withoutFilters } from "./usage-filter";
import { paceText } from "./usage-queries";
import { comparedOf } from "./usage-series";
import { UsageTable } from "./usage-table";
import { ViewActions } from "./view-actions";

const UsageChart = dynamic(() => import("./usage-chart"), {
  ssr: false,
  loading: () => <Skeleton className="h-96" />,
});

/** Requests over time: the total, the latencies, the legend, and the buckets as a chart or a table, to take along. */
export function RequestsCard({
  report,
  address,
}: {
  report: UseQueryResult<UsageReport>;
  address: Address<typeof usageFilters>;
}) {
  const { data, isError, isPlaceholderData } = report;
  const locale = useOwnLocale();
  const query = usageQueryOf(address.values);
  const { range, from, to } = address.values;
  const zoom = useZoom({
    time: { range, from, to },
    whole: { range, from: undefined, to: undefined },
    set: (time, entry) => address.set({ ...time, live: "" }, entry),
  });
  if (!data && isError) {
    return <UnreadState what="Usage" query={report} note="Requests are still counted." />;
  }
  const pace = paceText(query, address.values.live !== undefined, data);
  return (
    <Card
      title="Requests"
      description={data ? `${shownSpan(query, data, Date.now(), locale)}, ${pace}` : `The ${askedSpan(query)}`}
      actions={<ViewActions report={isPlaceholderData ? undefined : data} address={address} />}
    >
      <div
        aria-busy={isPlaceholderData}
        className={isPlaceholderData ? "opacity-60 transition-opacity" : "transition-opacity"}
      >
        {/* Changes with the filters only, not with every refresh: a screen reader hears that the choice took effect. */}
        <p role="status" className="sr-only">
          {isPlaceholderData ? "Loading" : `Showing the ${askedSpan(query)}`}
        </p>
        {isError && (
          <p role="status" className="mb-4 text-sm text-warning-text">
            These figures could not be renewed and may be out of date.
          </p>
        )}
        {data ? <Figures report={data} address={address} zoom={zoom} /> : <FiguresSkeleton />}
      </div>
    </Card>
  );
}

function Figures({
  report,
  address,
  zoom,
}: {
  report: UsageReport;
  address: Address<typeof usageFilters>;
  zoom: ReturnType<typeof useZoom>;
}) {
  const { total, previous, latency } = report;
  if (total === 0 && !previous?.total) return <NoRequests address={address} />;
  const isTable = address.values.view === "table";
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <dl className="flex flex-wrap items-end gap-x-8 gap-y-3">
          <div>
            <dt className="sr-only">Requests</dt>
            <dd className="text-3xl font-semibold tracking-tight tabular-nums">{count(total)}</dd>
          </div>
          {latency &&
            percentiles.map(({ id, label, className, dash }) => (
              <div key={id}>
                <dt className="flex items-center gap-2 text-xs text-muted">
                  <svg aria-hidden="true" width="18" height="4">
                    <line x1="1" x2="17" y1="2" y2="2" strokeWidth="2" strokeDasharray={dash} className={className} />
                  </svg>
                  {label} latency
                </dt>
                <dd className="text-sm tabular-nums">{milliseconds(latency[id])}</dd>
              </div>
            ))}
          {address.values.compare && <Comparison report={report} />}
        </dl>
        {/* Here it moves nothing as it comes, least of all the chart below the pointer. */}
        {zoom.zoomOut && <ZoomOutButton onClick={zoom.zoomOut} />}
      </div>
      <div className="mt-4">
        <SeriesLegend report={report} />
        {address.values.group === "tag" && report.groups.length === 0 && tellsTags(address.values) && (
          <p className="mt-2 text-sm text-muted">
            None of these requests has a tag, so the chart tells how they ended.
          </p>
        )}
      </div>
      <div className={isTable ? "mt-6 h-112 sm:h-96" : "mt-6 min-h-96"}>
        {isTable ? (
          <UsageTable report={report} />
        ) : (
          <UsageChart report={report} onZoom={zoom.zoomIn} onZoomOut={zoom.zoomOut} />
        )}
      </div>
    </>
  );
}

/** The span before, and how much more or less this one holds. */
function Comparison({ report }: { report: UsageReport }) {
  const { previous, interval } = report;
  const { share, isWhole } = comparedOf(report, Date.now());
  return (
    <div>
      <dt className="text-xs text-muted">Same span before (dashed)</dt>
      <dd className="text-sm tabular-nums">
        {previous ? count(previous.total) : "Not kept by the minute or hour"}
        {share !== null && (
          <span className="ml-2 text-muted">
            {change(share)}
            {!isWhole && ` in ${interval}s that are over`}
          </span>
        )}
      </dd>
    </div>
  );
}

function NoRequests({ address: { values, set } }: { address: Address<typeof usageFilters> }) {
  const query = usageQueryOf(values);
  const name = askedSpan(query);
  if (isFiltered(values)) {
    return (
      <EmptyState
        icon={<ChartColumn />}
        title="No requests match"
        body={`Nothing was asked with these filters in the ${name}.`}
        action={<Button onClick={() => set(withoutFilters)}>Clear filters</Button>}
      />
    );
  }
  if (query.from) {
    return (
      <EmptyState
        icon={<ChartColumn />}
        title="No requests in this span"
        body="Nothing was asked between its start and its end."
        action={<Button onClick={() => set({ from: "", to: "" })}>Show the last days</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={<ChartColumn />}
      title="No requests yet"
      body={`Requests of the ${name} show here about a second after they were made.`}
      action={
        <Link href="/dashboard/welcome" className={buttonClass({ variant: "primary" })}>
          Make a first request
        </Link>
      }
    />
  );
}
