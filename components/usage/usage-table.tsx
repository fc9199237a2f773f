import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { UsageReport } from "@/lib/features/usage/contract";
import { bucketName } from "./bucket-time";
import { count } from "./figures";
import { bucketTotal, usageSeries } from "./usage-series";

/** The chart's figures as a table, newest first. Not the tables of lists: its heading stays in view, and phones set two figures a line. */
export function UsageTable({ report }: { report: UsageReport }) {
  const nowMs = Date.now();
  return (
    // A scrolling region takes the focus, so that it scrolls by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="h-full overflow-y-auto" aria-label="Requests by time" tabIndex={0}>
      <Table>
        <THead className="sm:sticky sm:top-0">
          <TR>
            <TH>{report.interval === "day" ? "Day (UTC)" : "Hour (UTC)"}</TH>
            {usageSeries.map(({ id, label }) => (
              <TH key={id} className="text-right">
                {label}
              </TH>
            ))}
            <TH className="text-right">Total</TH>
          </TR>
        </THead>
        <TBody>
          {report.buckets.toReversed().map((bucket) => (
            <TR key={bucket.start} className="max-sm:grid max-sm:grid-cols-2 max-sm:gap-x-6">
              <TD className="font-medium whitespace-nowrap max-sm:col-span-2 sm:font-normal">
                {bucketName(bucket.start, report.interval, nowMs)}
              </TD>
              {usageSeries.map(({ id, label }) => (
                <TD
                  key={id}
                  label={label}
                  className={`max-sm:text-xs sm:text-right ${bucket[id] === 0 ? "text-muted" : ""}`}
                >
                  {count(bucket[id])}
                </TD>
              ))}
              <TD label="Total" className="font-medium max-sm:col-span-2 max-sm:text-xs sm:text-right">
                {count(bucketTotal(bucket))}
              </TD>
            </TR>
          ))}
        </TBody>
      </Table>
    </section>
  );
}
