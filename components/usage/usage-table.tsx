import { bucketName } from "@/components/ui/bucket-time";
import { count, milliseconds } from "@/components/ui/figures";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { useOwnLocale } from "@/components/ui/use-own-locale";
import type { UsageReport } from "@/lib/features/usage/contract";
import { percentiles } from "./latency-lines";
import { bucketTotal, chartSeries } from "./usage-series";

const headings = { minute: "Minute", hour: "Hour", day: "Day", month: "Month" } as const;

/** The chart's figures as a table, newest first. Not the tables of lists: its heading stays in view, and phones set two figures a line. */
export function UsageTable({ report }: { report: UsageReport }) {
  const nowMs = Date.now();
  const locale = useOwnLocale();
  const series = chartSeries(report);
  const { previous, latency } = report;
  return (
    // A scrolling region takes the focus, so that it scrolls by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="focus-ring h-full overflow-auto" aria-label="Requests by time" tabIndex={0}>
      <Table>
        <THead className="sm:sticky sm:top-0">
          <TR>
            <TH>{`${headings[report.interval]} (${report.zone})`}</TH>
            {series.map(({ id, label }) => (
              <TH key={id} className="text-right">
                {label}
              </TH>
            ))}
            <TH className="text-right">Total</TH>
            {previous && <TH className="text-right">Before</TH>}
            {latency &&
              percentiles.map(({ id, label }) => (
                <TH key={id} className="text-right">
                  {label}
                </TH>
              ))}
          </TR>
        </THead>
        <TBody>
          {report.buckets
            .map((bucket, place) => (
              <TR key={bucket.start} className="max-sm:grid max-sm:grid-cols-2 max-sm:gap-x-6">
                <TD className="font-medium whitespace-nowrap max-sm:col-span-2 sm:font-normal">
                  {bucketName(bucket.start, report, nowMs, locale)}
                </TD>
                {series.map(({ id, label, values }) => (
                  <TD
                    key={id}
                    label={label}
                    className={`max-sm:text-xs sm:text-right ${values[place] ? "" : "text-muted"}`}
                  >
                    {count(values[place] ?? 0)}
                  </TD>
                ))}
                <TD label="Total" className="font-medium max-sm:text-xs sm:text-right">
                  {count(bucketTotal(bucket))}
                </TD>
                {previous && (
                  <TD label="Before" className="text-muted max-sm:text-xs sm:text-right">
                    {count(previous.values[place] ?? 0)}
                  </TD>
                )}
                {latency &&
                  percentiles.map(({ id, label }) => (
                    <TD key={id} label={label} className="whitespace-nowrap max-sm:text-xs sm:text-right">
                      {bucket.latency ? milliseconds(bucket.latency[id]) : "–"}
                    </TD>
                  ))}
              </TR>
            ))
            .toReversed()}
        </TBody>
      </Table>
    </section>
  );
}
