import { intervalNames, spanName } from "@/components/ui/bucket-time";
import { zoneText } from "@/components/ui/zoned-time";
import { defaultUsageRange, type UsageQuery, type UsageReport } from "@/lib/features/usage/contract";

const rangeNames = {
  "1h": "last hour",
  "24h": "last 24 hours",
  "7d": "last 7 days",
  "30d": "last 30 days",
  "90d": "last 90 days",
  "12mo": "last 12 months",
} as const;

/** The time that is asked for, as part of a sentence: `last 7 days`, `span chosen`. */
export function askedSpan({ range = defaultUsageRange, from }: UsageQuery): string {
  return from ? "chosen span" : rangeNames[range];
}

/** What a chart shows, in words: steps, time and zone. */
export function shownSpan(query: UsageQuery, report: UsageReport, nowMs: number, locale: string): string {
  const span = query.from ? spanName(report, nowMs, locale) : askedSpan(query);
  return `${intervalNames[report.interval]}, ${span}, ${zoneText(report.zone, new Date(report.from), new Date(report.to))}`;
}
