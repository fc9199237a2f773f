import { z } from "zod";
import { seenBy } from "@/lib/http/administered";
import { type Contract, defineContract } from "@/lib/http/contract";
import { RangeEnd, RangeStart } from "@/lib/http/moment";
import { Instant } from "@/lib/http/timestamp";
import { isInOrder, outOfOrder } from "@/lib/platform/span-order";
import { MeterParams, meterPath, PropertyPath } from "./contract";

/** How many differences one answer holds. */
export const maxDifferences = 1_000;

export const ReconciliationQuery = z
  .object({
    from: RangeStart.optional(),
    to: RangeEnd.optional(),
    /** A property that the meter is grouped by, in which events name the endpoint as usage does. */
    endpointProperty: PropertyPath.optional(),
  })
  .refine(isInOrder, outOfOrder);
export type ReconciliationQuery = z.output<typeof ReconciliationQuery>;

/** A day of a customer, and of an endpoint where they are compared by these, on which the two are not the same. */
export const UsageDifference = z.object({
  day: z.iso.date(),
  customer_id: z.string(),
  external_id: z.string(),
  endpoint: z.string().nullable(),
  /** Requests that the gate let through. */
  decided: z.number().int(),
  /** What the meter counted of the events. */
  reported: z.string(),
  /** Reported less decided. */
  difference: z.string(),
});
export type UsageDifference = z.output<typeof UsageDifference>;

export const UsageReconciliation = z.object({
  meter: z.string(),
  product: z.string(),
  from: Instant,
  to: Instant,
  /** Days of customers that were compared. */
  compared: z.number().int(),
  decided: z.number().int(),
  reported: z.string(),
  /** How many are not the same; the largest of them are listed. */
  different: z.number().int(),
  differences: z.array(UsageDifference),
});
export type UsageReconciliation = z.output<typeof UsageReconciliation>;

export const reconcileMeterContract = defineContract({
  ...seenBy("manage:usage:read"),
  dashboard: true,
  method: "GET",
  path: `${meterPath}/reconciliation`,
  refuses: [409],
  summary: "What the gate let through beside what events reported; by day and customer, with every difference",
  params: MeterParams,
  query: ReconciliationQuery,
  success: { status: 200, body: z.object({ data: UsageReconciliation }), framed: true },
});

/** What is served of it: every row of reconciliation in the contract table. */
export const contracts: readonly Contract[] = [reconcileMeterContract];
