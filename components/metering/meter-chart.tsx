"use client";
import { bucketName } from "@/components/ui/bucket-time";
import { ChartBars } from "@/components/ui/chart-bars";
import { ChartFrame, type Span } from "@/components/ui/chart-frame";
import { axisLines, countLines } from "@/components/ui/chart-scale";
import { ChartTip, TipLine } from "@/components/ui/chart-tip";
import { plural } from "@/components/ui/figures";
import { useOwnLocale } from "@/components/ui/use-own-locale";
import { type MeterAnswer, startOfWindow } from "@/lib/features/metering/query-contract";
import { valueText } from "./meter-words";

type Counted = Pick<MeterAnswer, "from" | "to" | "window" | "total" | "data">;

/** What a meter counted, a bar for each window. */
export default function MeterChart({
  counted,
  measure,
  onZoom,
  onZoomOut,
}: {
  counted: Counted;
  /** What is counted, in words. */
  measure: string;
  onZoom: (span: Span) => void;
  /** Absent: there is nothing to go back to. */
  onZoomOut?: (() => void) | undefined;
}) {
  const nowMs = Date.now();
  const locale = useOwnLocale();
  const { from, to, total } = counted;
  const windows = everyWindow(counted);
  const starts = windows.map(({ start }) => start);
  const steps = { interval: counted.window, zone: "UTC" };
  // Below nothing there is no bar; the figures say so.
  const values = windows.map(({ value }) => Math.max(0, Number(value)));
  const highest = Math.max(...values);
  const lines = values.every(Number.isInteger) ? countLines(Math.max(1, highest)) : axisLines(highest);
  const series = [{ id: "all", label: measure, color: "var(--chart-1)", values, total: 0 }];
  const nameAt = (at: number) => bucketName(starts[at] ?? "", steps, nowMs, locale);
  return (
    <ChartFrame
      name={total === null ? measure : `${measure}, ${valueText(total)} in all`}
      {...{ starts, from, to, onZoom, onZoomOut }}
      readOut={(at) => {
        const { value, events } = windows[at] ?? nothing;
        return `${nameAt(at)}, ${valueText(value)}, ${plural(events, "event")}`;
      }}
    >
      {({ size, at, marked }) => (
        <>
          <ChartBars {...{ starts, steps, series, lines, size, at, marked, nowMs }} />
          {at !== null && (
            <ChartTip name={nameAt(at)} at={at} size={size}>
              <TipLine label={measure} value={valueText(windows[at]?.value ?? "0")} />
              <TipLine label="Events" value={valueText(String(windows[at]?.events ?? 0))} />
            </ChartTip>
          )}
        </>
      )}
    </ChartFrame>
  );
}

const nothing = { value: "0", events: 0 };

/** The figures of all windows, also of those in which nothing was used. */
function everyWindow({ from, to, window, data }: Counted): { start: string; value: string; events: number }[] {
  const counted = new Map(data.map((row) => [Date.parse(row.start), row]));
  const all = [];
  for (let at = Date.parse(from); at < Date.parse(to); at = startOfWindow(window, at, 1)) {
    const { value, events } = counted.get(at) ?? nothing;
    all.push({ start: new Date(at).toISOString(), value, events });
  }
  return all;
}
