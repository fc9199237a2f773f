"use client";

import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/ui/card";
import { CardLink } from "@/components/ui/card-link";
import { count, percent, plural } from "@/components/ui/figures";
import { Sparkline } from "@/components/ui/sparkline";
import { UnreadState } from "@/components/ui/unread-state";
import { contractUrl } from "@/lib/http/contract-url";
import { TrafficSkeleton } from "./traffic-skeleton";
import { usageReportQuery } from "./usage-queries";
import { condensedTotals, errorRate, seriesTotals, shareOf } from "./usage-series";

/** Six-hour steps: fine enough to see the days, coarse enough to stay a line. */
const steps = 28;

/** The last seven days in one line and three figures: of the organization, or of one of its customers. */
export function TrafficCard({ customerId }: { customerId?: string }) {
  const report = useQuery(usageReportQuery({ range: "7d", ...(customerId ? { customerId } : {}) }));
  const { data, isPending } = report;
  if (!data && !isPending) {
    return <UnreadState what="Usage" query={report} note="Requests are still counted." />;
  }
  const totals = data && seriesTotals(data.buckets);
  return (
    <Card
      title="Requests"
      description="Last 7 days"
      actions={
        <CardLink href={contractUrl("/dashboard/usage", {}, { range: "7d", customer: customerId })}>
          View usage
        </CardLink>
      }
    >
      {data && totals ? (
        <>
          <dl className="grid grid-cols-3 gap-4">
            <Figure label="Requests" value={count(data.total)} />
            <Figure label="Error rate" value={percent(errorRate(totals))} alarming={(errorRate(totals) ?? 0) >= 0.05} />
            <Figure label="Rate limited" value={percent(shareOf(totals.rateLimited, data.total))} />
          </dl>
          <div className="mt-5 [&_svg]:h-20 [&_svg]:w-full">
            <Sparkline
              values={condensedTotals(data.buckets, steps)}
              label={`${plural(data.total, "request")} in the last 7 days, in steps of six hours`}
            />
          </div>
        </>
      ) : (
        <TrafficSkeleton />
      )}
    </Card>
  );
}

function Figure({ label, value, alarming = false }: { label: string; value: string; alarming?: boolean }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-muted">{label}</dt>
      <dd
        className={`mt-0.5 text-xl font-semibold tracking-tight tabular-nums sm:text-2xl ${alarming ? "text-danger-text" : ""}`}
      >
        {value}
      </dd>
    </div>
  );
}
