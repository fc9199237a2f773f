import { z } from "zod";
import { MeterAggregation, MeterUnit } from "@/lib/generated/prisma/enums";
import { seenBy } from "@/lib/http/administered";
import { type Contract, defineContract } from "@/lib/http/contract";
import { ExternalId } from "@/lib/http/external-id";
import { RangeEnd, RangeStart } from "@/lib/http/moment";
import { Instant } from "@/lib/http/timestamp";
import { isInOrder, outOfOrder } from "@/lib/platform/span-order";
import { MeterParams, meterPath, PropertyPath } from "./contract";

const hourMs = 3_600_000;

/** When the window of an instant begins, or one as many windows later; windows are of UTC. */
export function startOfWindow(window: MeterUnit, ms: number, later = 0): number {
  const at = new Date(ms);
  if (window === "month") return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + later);
  const length = window === "hour" ? hourMs : 24 * hourMs;
  return (Math.floor(ms / length) + later) * length;
}

/** What a meter is asked for; ranges are widened to whole windows of UTC. */
const Asked = z.object({
  from: RangeStart.optional(),
  to: RangeEnd.optional(),
  window: z.enum(MeterUnit).default("day"),
  /** `customer`, or a property that the meter is grouped by. */
  group: z.literal("customer").or(PropertyPath).optional(),
  /** Of one customer alone. */
  externalId: ExternalId.optional(),
});
export type MeterQuestion = z.output<typeof Asked>;

export const MeterQuery = Asked.extend({
  limit: z.coerce.number().int().min(1).max(1_000).default(1_000),
  cursor: z.string().min(1).max(400).optional(),
}).refine(isInOrder, outOfOrder);
export type MeterQuery = z.output<typeof MeterQuery>;

export const MeterExportQuery = Asked.extend({ format: z.enum(["csv", "json"]).default("csv") }).refine(
  isInOrder,
  outOfOrder,
);
export type MeterExportQuery = z.output<typeof MeterExportQuery>;

/** What a meter came to in one window, for a group where there are any. */
export const MeteredUsage = z.object({
  start: Instant,
  /** The value of the property; null where events had none, or nothing is grouped by one. */
  group: z.string().nullable(),
  /** Null where nothing is grouped by customer. */
  customer_id: z.string().nullable(),
  /** Null also for a customer who was deleted. */
  external_id: z.string().nullable(),
  /** A decimal. */
  value: z.string(),
  events: z.number().int(),
});
export type MeteredUsage = z.output<typeof MeteredUsage>;

export const MeterAnswer = z.object({
  meter: z.string(),
  aggregation: z.enum(MeterAggregation),
  window: z.enum(MeterUnit),
  group: z.string().nullable(),
  /** The whole windows that are told of; the end is no part of them. */
  from: Instant,
  to: Instant,
  /** Of the whole range; null where the windows of different values do not add up. */
  total: z.string().nullable(),
  data: z.array(MeteredUsage),
  next_cursor: z.string().nullable(),
});
export type MeterAnswer = z.output<typeof MeterAnswer>;

const seen = { ...seenBy("manage:usage:read"), dashboard: true } as const;

export const queryMeterContract = defineContract({
  ...seen,
  method: "GET",
  path: `${meterPath}/query`,
  summary: "What a meter counted by hour, day or month, by customer or property; exactly what was reported",
  params: MeterParams,
  query: MeterQuery,
  success: {
    status: 200,
    body: MeterAnswer,
    framed: true,
  },
});

export const exportMeterContract = defineContract({
  ...seen,
  method: "GET",
  path: `${meterPath}/export`,
  summary: "The same as a file, all rows of it",
  params: MeterParams,
  query: MeterExportQuery,
  success: { status: 200, media: ["text/csv", "application/json"] },
});

/** What is served of them: every row of queries in the contract table. */
export const contracts: readonly Contract[] = [queryMeterContract, exportMeterContract];
