import "server-only";
import type { MeterAggregation } from "@/lib/generated/prisma/enums";
import type { CloudEvent } from "./cloud-event";
import { decimalOf, groupOf, propertyAt, uniqueOf } from "./meter-value";

/** What a meter counts, and how. */
export type MeterRule = {
  id: string;
  key: string;
  eventType: string;
  aggregation: MeterAggregation;
  valueProperty: string | null;
  groupBy: string[];
};

/** An event as one meter reads it: a value that adds up or is compared, or one that is told apart from others. */
export type Measure = { meter: MeterRule; groups: string[] } & ({ value: string } | { valueHash: Buffer });

/** An event by all meters of its type, or why one of them cannot read it, which refuses it as a whole: else it would be counted in part. */
export function measuresOf(event: CloudEvent, meters: readonly MeterRule[]): Measure[] | { refused: string } {
  const measures: Measure[] = [];
  for (const meter of meters) {
    if (meter.eventType !== event.type) continue;
    const read = readValue(event, meter);
    if ("refused" in read) return read;
    measures.push({ meter, groups: meter.groupBy.map((path) => groupOf(propertyAt(event.data, path))), ...read });
  }
  return measures;
}

function readValue(
  { data }: CloudEvent,
  { key, aggregation, valueProperty }: MeterRule,
): { value: string } | { valueHash: Buffer } | { refused: string } {
  if (aggregation === "count" || valueProperty === null) return { value: "1" };
  const found = propertyAt(data, valueProperty);
  if (aggregation === "unique") {
    const valueHash = uniqueOf(found);
    return valueHash
      ? { valueHash }
      : { refused: `data.${valueProperty} must be a text or a number: the meter ${key} reads it` };
  }
  const value = decimalOf(found);
  return value === null
    ? {
        refused: `data.${valueProperty} must be a number of at most 15 digits before the point: the meter ${key} reads it`,
      }
    : { value };
}
