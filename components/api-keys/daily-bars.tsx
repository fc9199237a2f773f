"use client";
import { useState } from "react";
import { utcDayTexts } from "@/components/ui/time-texts";
import { useTimeText } from "@/components/ui/use-time-text";
import { barOf, type DailyUsage, totalsOf, type UsageTotals } from "./daily-usage";

/** One bar a UTC day; pointing at a bar reads it out above, and a table says the same to screen readers. */
export function DailyBars({ daily }: { daily: readonly DailyUsage[] }) {
  const [pointed, setPointed] = useState<DailyUsage | null>(null);
  const utcDay = useTimeText(utcDayTexts);
  const totals = totalsOf(daily);
  const peak = Math.max(1, ...daily.map((day) => day.requests));
  const [first] = daily;
  const last = daily.at(-1);
  return (
    <div>
      <Figures heading={pointed ? utcDay(pointed.date) : `${daily.length} days`} figures={pointed ?? totals} />
      <div aria-hidden className="mt-4 flex h-28 items-stretch border-b" onPointerLeave={() => setPointed(null)}>
        {daily.map((day) => {
          const bar = barOf(day, peak);
          return (
            <div
              key={day.date}
              onPointerEnter={() => setPointed(day)}
              className="group flex min-w-0 flex-1 flex-col justify-end px-px sm:px-0.5"
            >
              <div className="flex h-full flex-col justify-end overflow-hidden rounded-t-sm group-hover:bg-hover">
                <div className="bg-danger" style={{ height: `${bar.errors}%` }} />
                <div className="bg-warning" style={{ height: `${bar.rateLimited}%` }} />
                <div className="bg-accent" style={{ height: `${bar.succeeded}%` }} />
              </div>
            </div>
          );
        })}
      </div>
      {first && last && (
        <div aria-hidden className="mt-1.5 flex justify-between text-xs text-muted">
          <span>{utcDay(first.date)}</span>
          <span>{utcDay(last.date)} (UTC)</span>
        </div>
      )}
      {/* A table is never narrower than its cells, and would widen a narrow page unseen. */}
      <div className="sr-only">
        <table>
          <caption>Requests by UTC day</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Requests</th>
              <th scope="col">Errors</th>
              <th scope="col">Rate limited</th>
            </tr>
          </thead>
          <tbody>
            {daily.map((day) => (
              <tr key={day.date}>
                <th scope="row">{utcDay(day.date)}</th>
                <td>{day.requests}</td>
                <td>{day.errors}</td>
                <td>{day.rateLimited}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Figures({ heading, figures }: { heading: string; figures: UsageTotals }) {
  const shown = [
    { name: "Requests", value: figures.requests, dot: "bg-accent" },
    { name: "Errors", value: figures.errors, dot: "bg-danger" },
    { name: "Rate limited", value: figures.rateLimited, dot: "bg-warning" },
  ];
  return (
    <div className="flex flex-wrap items-end gap-x-8 gap-y-3">
      {shown.map(({ name, value, dot }) => (
        <div key={name}>
          <div className="flex items-center gap-1.5 text-xs text-muted">
            <span aria-hidden className={`size-2 rounded-full ${dot}`} />
            {name}
          </div>
          <div className="text-xl font-semibold tabular-nums">{value.toLocaleString("en")}</div>
        </div>
      ))}
      <div className="ml-auto text-sm text-muted tabular-nums">{heading}</div>
    </div>
  );
}
