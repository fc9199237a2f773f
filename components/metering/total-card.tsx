"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { spanName } from "@/components/ui/bucket-time";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { UnreadState } from "@/components/ui/unread-state";
import type { Address } from "@/components/ui/use-address";
import { useOwnLocale } from "@/components/ui/use-own-locale";
import { useZoom } from "@/components/ui/use-zoom";
import { ZoomOutButton } from "@/components/ui/zoom-out-button";
import type { Meter } from "@/lib/features/metering/contract";
import type { AskedFigures } from "./figure-span";
import { type figureFilters, totalsQuery } from "./meter-list";
import { measureText, valueText } from "./meter-words";

const MeterChart = dynamic(() => import("./meter-chart"), {
  ssr: false,
  loading: () => <Skeleton className="h-66 w-full" />,
});

const ranges = { hour: "Last 24 hours", day: "Last 30 days", month: "Last 12 months" };

/** All together over time. */
export function TotalCard({
  meter,
  asked,
  address: { values, set },
}: {
  meter: Meter;
  asked: AskedFigures;
  address: Address<typeof figureFilters>;
}) {
  const totals = useQuery(totalsQuery(meter.key, asked, values.externalId));
  const locale = useOwnLocale();
  const { window, from, to } = values;
  const { zoomIn, zoomOut } = useZoom({
    time: { window, from, to },
    whole: { window: undefined, from: undefined, to: undefined },
    set,
  });
  const { data, isPending, isPlaceholderData } = totals;
  if (!data && !isPending) {
    return (
      <div className="mb-6">
        <UnreadState what="Usage" query={totals} note="Events are still counted." />
      </div>
    );
  }
  const measure = measureText(meter);
  const span =
    asked.from && data
      ? spanName({ ...data, interval: data.window, zone: "UTC" }, Date.now(), locale)
      : ranges[asked.window];
  return (
    <div className="mb-6">
      <Card
        title={measure}
        description={asked.from && !data ? "The chosen span, in UTC" : `${span}, in UTC`}
        actions={zoomOut && asked.from && <ZoomOutButton onClick={zoomOut} />}
      >
        {data ? (
          <div aria-busy={isPlaceholderData} className={isPlaceholderData ? "opacity-60" : ""}>
            {data.total !== null && (
              <p className="text-2xl font-semibold tracking-tight tabular-nums">{valueText(data.total)}</p>
            )}
            <div className="mt-4 min-h-66">
              <MeterChart counted={data} measure={measure} onZoom={zoomIn} onZoomOut={zoomOut} />
            </div>
          </div>
        ) : (
          <Skeleton className="h-80 w-full" />
        )}
      </Card>
    </div>
  );
}
