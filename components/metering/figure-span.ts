import { hoursKeptMs } from "@/lib/access/usage-retention";
import { startOfWindow } from "@/lib/features/metering/query-contract";
import type { FigureFilters } from "./meter-list";

export type Window = "hour" | "day" | "month";

/** What of a meter is asked for: the windows, and a span where one is chosen. */
export type AskedFigures = {
  window: Window;
  /** The windows that can be asked for. */
  windows: readonly Window[];
  from?: string;
  to?: string;
};

const dayMs = 86_400_000;
const all = ["hour", "day", "month"] as const;
const lengthsMs = { hour: dayMs / 24, day: dayMs, month: 28 * dayMs } as const;
/** More bars than a month of hours, or two years of days, cannot be told apart. */
const mostBars = 750;
/** Beyond so many windows of a kind a span is read more easily by the next longer one. */
const usualBars = { hour: 72, day: 190, month: mostBars } as const;

/**
 * Reads the time that a meter's page is asked for. Half of a span, one that ends before it begins, or one of more
 * months than a chart can show is none. Windows that are no longer kept, or would be too many, cannot be asked for.
 */
export function askedFigures({ from, to, window }: FigureFilters, nowMs: number): AskedFigures {
  const usual = { window: window ?? "day", windows: all };
  if (!from || !to) return usual;
  const [first, end] = [Date.parse(from), Date.parse(to)];
  const bars = (of: Window) => (end - first) / lengthsMs[of];
  if (first >= end || bars("month") > mostBars) return usual;
  const isKept = (of: Window) => of !== "hour" || startOfWindow(of, first) >= nowMs - hoursKeptMs;
  const windows = all.filter((of) => bars(of) <= mostBars && isKept(of));
  const best = windows.find((of) => bars(of) <= usualBars[of]) ?? "month";
  return { window: window && windows.includes(window) ? window : best, windows, from, to };
}
