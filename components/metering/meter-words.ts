import type { Meter } from "@/lib/features/metering/contract";

/** What a meter is called where people read it. */
export function meterName({ name, key }: Pick<Meter, "name" | "key">): string {
  return name || key;
}

/** What a meter counts, in a few words. */
export function measureText({ aggregation, value_property }: Pick<Meter, "aggregation" | "value_property">): string {
  if (aggregation === "count") return "Number of events";
  return {
    sum: `Sum of ${value_property}`,
    max: `Highest ${value_property}`,
    unique: `Different values of ${value_property}`,
  }[aggregation];
}

/** A decimal as people read it; as it is where it has more digits than a number holds. */
export function valueText(value: string): string {
  const number = Number(value);
  return String(number) === value ? number.toLocaleString("en", { maximumFractionDigits: 12 }) : value;
}

/** A window's beginning, as long as it takes to tell it from its neighbours; in UTC. */
export function windowName(start: string, window: "hour" | "day" | "month"): string {
  if (window === "month") return start.slice(0, 7);
  return window === "day" ? start.slice(0, 10) : `${start.slice(0, 10)} ${start.slice(11, 16)}`;
}
