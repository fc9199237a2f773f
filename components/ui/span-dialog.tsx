"use client";
import { useState } from "react";
import { isMidnight } from "./bucket-time";
import { Calendar } from "./calendar";
import type { Span } from "./chart-frame";
import { Field } from "./field";
import { FormDialog } from "./form-dialog";
import { Input } from "./input";
import { clockOf, instantOf } from "./local-clock";
import { useContractForm } from "./use-contract-form";
import { useValues } from "./use-field";
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
  const form = useContractForm({
    values: {
      start: from ? clockOf(Date.parse(from), zone, midnight) : clockOf(now - 6 * dayMs, zone, "00:00"),
      end: clockOf(to ? Date.parse(to) : now, zone, midnight),
    },
    // The address takes it, and nothing is asked of the server.
    send: async (): Promise<Span | null> => span,
  });
  const { control } = form;
  const { start, end } = useValues(control);
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
  const isWholeDays = [start, end].every((clock) => clock.endsWith("T00:00"));
  const instant = (ms: number) => new Date(isWholeDays ? firstHour(ms) : ms).toISOString();
  const span = fromMs === null || toMs === null ? null : { from: instant(fromMs), to: instant(toMs) };
  const chooseDay = (day: string) => {
    const isLast = isOpenEnded && day >= start.slice(0, 10);
    control.setValues({ start: isLast ? start : `${day}T00:00`, end: `${nextDay(day)}T00:00` });
    setOpenEnded(!isLast);
  };
  return (
    <FormDialog
      form={form}
      onClose={(chosen) => (chosen ? onChoice(chosen) : onClose())}
      title="Choose a time"
      description={`Times are ${zoneText(zone, new Date(now))}. ${kept}`}
      submitLabel="Show"
      disabled={problem !== null}
    >
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
              onChange={(event) => control.setValue("start", event.target.value)}
            />
          )}
        </Field>
        <Field label="To" {...(problem ? { error: problem } : {})}>
          {(props) => (
            <Input
              {...props}
              type="datetime-local"
              value={end}
              onChange={(event) => control.setValue("end", event.target.value)}
            />
          )}
        </Field>
      </div>
    </FormDialog>
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
