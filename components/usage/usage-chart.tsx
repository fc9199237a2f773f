"use client";

import { useState } from "react";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { UsageBucket, UsageReport } from "@/lib/features/usage/contract";
import { bucketName, tickName, tickStarts } from "./bucket-time";
import { count, plural, shortCount } from "./figures";
import { bucketTotal, usageSeries } from "./usage-series";

const tickSpacing = 84;
const axis = { fontSize: 12, fill: "var(--muted)" };

/** Requests by bucket, stacked by outcome. Loaded lazily: recharts is larger than the rest of the page. */
export default function UsageChart({ report }: { report: UsageReport }) {
  const [width, setWidth] = useState(0);
  const nowMs = Date.now();
  const { interval, buckets } = report;
  const ticks = tickStarts(
    buckets.map((bucket) => bucket.start),
    interval,
    Math.max(2, Math.floor(width / tickSpacing)),
  );
  return (
    <figure
      // The chart takes the focus (arrow keys walk its bars); the ring is ours, not the browser's.
      className="h-full [&_:focus-visible]:rounded-sm [&_:focus-visible]:outline-2 [&_:focus-visible]:outline-accent-text [&_:focus:not(:focus-visible)]:outline-none"
      aria-label={`Bar chart of ${plural(report.total, "request")}. The table view holds the same figures.`}
    >
      <ResponsiveContainer width="100%" height="100%" onResize={setWidth}>
        <BarChart
          data={buckets}
          margin={{ top: 8, right: 16, bottom: 0, left: 0 }}
          barCategoryGap={buckets.length > 48 ? 1 : "18%"}
        >
          <CartesianGrid vertical={false} stroke="var(--border)" />
          <XAxis
            dataKey="start"
            ticks={ticks}
            interval={0}
            tickFormatter={(start: string) => tickName(start, interval, nowMs)}
            tick={axis}
            tickLine={false}
            axisLine={{ stroke: "var(--border)" }}
          />
          <YAxis
            width={44}
            tickFormatter={shortCount}
            allowDecimals={false}
            tick={axis}
            tickLine={false}
            axisLine={false}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: "var(--border)", fillOpacity: 0.5 }}
            content={({ active, payload }) => {
              const bucket = payload?.[0]?.payload as UsageBucket | undefined;
              return active && bucket ? (
                <BucketTooltip bucket={bucket} name={bucketName(bucket.start, interval, nowMs)} />
              ) : null;
            }}
          />
          {usageSeries.map(({ id, label, color }) => (
            <Bar
              key={id}
              dataKey={id}
              name={label}
              fill={color}
              stackId="requests"
              maxBarSize={36}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </figure>
  );
}

function BucketTooltip({ bucket, name }: { bucket: UsageBucket; name: string }) {
  return (
    <div className="min-w-48 rounded-lg border border-border bg-surface p-3 text-xs shadow-lg">
      <p className="mb-2 font-medium">{name}</p>
      <dl className="space-y-1">
        {usageSeries.map(({ id, label, color }) => (
          <div key={id} className="flex items-center justify-between gap-6">
            <dt className="flex items-center gap-2 text-muted">
              <span className="size-2 rounded-sm" style={{ background: color }} />
              {label}
            </dt>
            <dd className="tabular-nums">{count(bucket[id])}</dd>
          </div>
        ))}
        <div className="flex justify-between gap-6 border-border border-t pt-1 font-medium">
          <dt>Total</dt>
          <dd className="tabular-nums">{count(bucketTotal(bucket))}</dd>
        </div>
      </dl>
    </div>
  );
}
