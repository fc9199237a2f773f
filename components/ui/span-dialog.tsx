"use client";
import { useState } from "react";
import { isMidnight } from "./bucket-time";
import { Button } from "./button";
import { Calendar } from "./calendar";
import type { Span } from "./chart-frame";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { Input } from "./input";
import { clockOf, instantOf } from "./local-clock";
import { zoneText } from "./zoned-time";

const dayMs = 86_400_000;
/** Ten years, as far as a report of usage reaches. */
const longestMs = 3_660 * dayMs;
const hourMs = 3_600_000;

/** A span chosen from a calendar or typed, on the clocks of the page's zone: the first day's midnight to the last day's end. */
export function SpanDialog({
  zone,
  kept,
  from,
  to,
  onClose,
  onChoice,
}: {
  zone: string;
  /** How long figures are kept, as a sentence. */
  kept: string;
  from: string | undefined;
  to: string | undefined;
  onClose: () => void;
  onChoice: (span: Span) => void;
}) {
  const [now] = useState(() => Date.now());
  // Whole days of usage are shown from midnight to midnight.
  const isOfDays = from !== undefined && to !== undefined && [from, to].every((at) => isMidnight(new Date(at), zone));
  const midnight = isOfDays ? "00:00" : undefined;
  const [start, setStart] = useState(() =>
    from ? clockOf(Date.parse(from), zone, midnight) : clockOf(now - 6 * dayMs, zone, "00:00"),
  );
  const [end, setEnd] = useState(() => clockOf(to ? Date.parse(to) : now, zone, midnight));
  /** A first day was chosen from the calendar, and its last one is awaited. */
  const [isOpenEnded, setOpenEnded] = useState(false);
  const [fromMs, toMs] = [instantOf(start, zone), instantOf(end, zone)];
  const problem =
    fromMs === null || toMs === null
      ? "Both ends need a day and a time."
      : fromMs >= toMs
        ? "The end must be later than the start."
        : fromMs > now
          ? "The start lies in the future."
          : toMs - fromMs > longestMs
            ? "At most ten years can be shown at once."
            : null;
  const chooseDay = (day: string) => {
    const isLast = isOpenEnded && day >= start.slice(0, 10);
    if (!isLast) setStart(`${day}T00:00`);
    setEnd(`${nextDay(day)}T00:00`);
    setOpenEnded(!isLast);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Choose a time"
      description={`Times are ${zoneText(zone, new Date(now))}. ${kept}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={problem !== null}
            onClick={() => {
              if (fromMs === null || toMs === null) return;
              const isWholeDays = [start, end].every((clock) => clock.endsWith("T00:00"));
              const [first, last] = isWholeDays ? [firstHour(fromMs), firstHour(toMs)] : [fromMs, toMs];
              onChoice({ from: new Date(first).toISOString(), to: new Date(last).toISOString() });
            }}
          >
            Show
          </Button>
        </>
      }
    >
      <div className="grid gap-5">
        <Calendar
          first={start.slice(0, 10)}
          last={lastDay(end)}
          today={clockOf(now, zone).slice(0, 10)}
          onChoice={chooseDay}
        />
        <p role="status" className="text-sm text-muted">
          {isOpenEnded ? "Choose the last day, or show this one alone." : "Choose the first day."}
        </p>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="From">
            {(props) => (
              <Input
                {...props}
                type="datetime-local"
                value={start}
                onChange={(event) => setStart(event.target.value)}
              />
            )}
          </Field>
          <Field label="To" {...(problem ? { error: problem } : {})}>
            {(props) => (
              <Input {...props} type="datetime-local" value={end} onChange={(event) => setEnd(event.target.value)} />
            )}
          </Field>
        </div>
      </div>
    </Dialog>
  );
}

/** Days of usage begin at the first whole hour of UTC, which in some zones is up to an hour after midnight. */
function firstHour(ms: number): number {
  return Math.ceil(ms / hourMs) * hourMs;
}

function nextDay(day: string): string {
  return new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10);
}

/** The last day of which a span that ends at a time holds something: midnight belongs to the day before. */
function lastDay(end: string): string {
  if (!end.endsWith("T00:00")) return end.slice(0, 10);
  const ms = Date.parse(end.slice(0, 10));
  return Number.isNaN(ms) ? "" : new Date(ms - dayMs).toISOString().slice(0, 10);
}
