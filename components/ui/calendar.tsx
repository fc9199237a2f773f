"use client";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { Button } from "./button";
import { classNames } from "./class-names";
import { useOwnLocale } from "./use-own-locale";
import { zonedMonth } from "./zoned-time";

const dayMs = 86_400_000;
/** 1 is Monday, and 7 is Sunday. */
type WeekInfo = { firstDay: number };

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Where keys lead from a day; weeks begin on the weekday `first`, of which Sunday is 0. */
const moves: Record<string, (ms: number, first: number) => number> = {
  ArrowLeft: (ms) => ms - dayMs,
  ArrowRight: (ms) => ms + dayMs,
  ArrowUp: (ms) => ms - 7 * dayMs,
  ArrowDown: (ms) => ms + 7 * dayMs,
  PageUp: (ms) => monthsOn(ms, -1),
  PageDown: (ms) => monthsOn(ms, 1),
  Home: startOfWeek,
  End: (ms, first) => startOfWeek(ms, first) + 6 * dayMs,
};

/** One month of days to choose from by one Tab stop: arrows move by days and weeks, Page Up and Down by months. Days are `2026-11-22`. */
export function Calendar({
  first,
  last,
  today,
  onChoice,
}: {
  /** The first and last day of the span that is chosen. */
  first: string;
  last: string;
  /** Later days hold nothing yet. */
  today: string;
  onChoice: (day: string) => void;
}) {
  const title = useId();
  const [active, setActive] = useState(() => Date.parse(first <= today ? first : today));
  const grid = useRef<HTMLTableElement>(null);
  const takesFocus = useRef(false);
  const locale = useOwnLocale();
  const { firstWeekday, weekday, wholeDay } = useMemo(() => namesIn(locale), [locale]);
  const days = daysOf(active, firstWeekday);
  const latest = Date.parse(today);
  const go = (ms: number, withFocus: boolean) => {
    takesFocus.current = withFocus;
    setActive(Math.min(ms, latest));
  };
  useEffect(() => {
    if (takesFocus.current) grid.current?.querySelector<HTMLElement>(`[data-day="${dayOf(active)}"]`)?.focus();
  }, [active]);
  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    go(move(active, firstWeekday), true);
  };
  return (
    <div>
      <div className="mb-2 flex items-center justify-between gap-2">
        <Button size="sm" aria-label="Month before" onClick={() => go(monthsOn(active, -1), false)}>
          ←
        </Button>
        <p id={title} aria-live="polite" className="text-sm font-medium">
          {zonedMonth(new Date(active), "UTC", locale)}
        </p>
        <Button
          size="sm"
          aria-label="Month after"
          disabled={dayOf(active).slice(0, 7) >= today.slice(0, 7)}
          onClick={() => go(monthsOn(active, 1), false)}
        >
          →
        </Button>
      </div>
      <table
        ref={grid}
        aria-labelledby={title}
        className="w-full table-fixed border-separate border-spacing-y-0.5 text-center text-sm"
      >
        <thead>
          <tr>
            {days.slice(0, 7).map((ms) => (
              <th key={ms} scope="col" className="py-1 text-xs font-normal text-muted">
                {weekday.format(ms)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7)).map((week) => (
            <tr key={week[0]}>
              {week.map((ms) => {
                const day = dayOf(ms);
                const isChosen = day >= first && day <= last;
                const isLater = day > today;
                return (
                  <td key={day} className="p-0">
                    <button
                      type="button"
                      data-day={day}
                      aria-pressed={isChosen}
                      aria-label={wholeDay.format(ms)}
                      aria-disabled={isLater || undefined}
                      tabIndex={ms === active ? 0 : -1}
                      onKeyDown={onKeyDown}
                      onClick={() => {
                        if (isLater) return;
                        go(ms, true);
                        onChoice(day);
                      }}
                      className={classNames(
                        "focus-ring h-9 w-full tabular-nums pointer-coarse:h-11",
                        isChosen ? "bg-accent-soft font-medium text-accent-text" : "rounded-md hover:bg-hover",
                        day === first && "rounded-l-md",
                        day === last && "rounded-r-md",
                        (isLater || day.slice(0, 7) !== dayOf(active).slice(0, 7)) && "text-muted",
                        isLater && "cursor-not-allowed opacity-55",
                      )}
                    >
                      {new Date(ms).getUTCDate()}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How a locale names days, and with which weekday its weeks begin: Monday where the browser does not know. */
function namesIn(locale: string) {
  // A property in some browsers, a method in newer ones, absent in others; the compiler knows of none.
  const told = new Intl.Locale(locale) as Intl.Locale & { weekInfo?: WeekInfo; getWeekInfo?: () => WeekInfo };
  const { firstDay } = told.getWeekInfo?.() ?? told.weekInfo ?? { firstDay: 1 };
  const inUtc = { timeZone: "UTC", calendar: "gregory" } as const;
  return {
    firstWeekday: firstDay % 7,
    weekday: new Intl.DateTimeFormat(locale, { ...inUtc, weekday: "short" }),
    wholeDay: new Intl.DateTimeFormat(locale, {
      ...inUtc,
      ...{ weekday: "long", day: "numeric", month: "long", year: "numeric" },
    }),
  };
}

function startOfWeek(ms: number, first: number): number {
  return ms - ((new Date(ms).getUTCDay() - first + 7) % 7) * dayMs;
}

/** The same day so many months later, or the last one of a shorter month. */
function monthsOn(ms: number, by: number): number {
  const at = new Date(ms);
  const lastOfMonth = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + by + 1, 0)).getUTCDate();
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + by, Math.min(at.getUTCDate(), lastOfMonth));
}

/** The days of the weeks that hold a month. */
function daysOf(ms: number, firstWeekday: number): number[] {
  const at = new Date(ms);
  const startMs = startOfWeek(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1), firstWeekday);
  const lastMs = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0);
  const weeks = Math.ceil((lastMs - startMs + dayMs) / (7 * dayMs));
  return Array.from({ length: weeks * 7 }, (_, place) => startMs + place * dayMs);
}
