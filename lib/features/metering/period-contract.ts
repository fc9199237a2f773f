import { z } from "zod";
import { MeterPeriod } from "@/lib/generated/prisma/enums";
import { seenBy } from "@/lib/http/administered";
import { type Contract, defineContract } from "@/lib/http/contract";
import { Instant } from "@/lib/http/timestamp";

/** A period's name: `day-2026-06-10` or `month-2026-06`. */
export const PeriodId = z
  .string()
  .regex(/^(day-\d{4}-\d\d-\d\d|month-\d{4}-\d\d)$/, "must be a period such as day-2026-06-10 or month-2026-06")
  .refine(isOfCalendar, "is no day or month of the calendar")
  .meta({ examples: ["day-2026-06-10"] });

/** When a period of that name begins, in UTC. */
export function startTextOf(id: string): string {
  const [period = "", ...date] = id.split("-");
  return `${date.join("-")}${period === "month" ? "-01" : ""}T00:00:00.000Z`;
}

function isOfCalendar(id: string): boolean {
  const text = startTextOf(id);
  const ms = Date.parse(text);
  // The 31st of a shorter month is read as a day of the next.
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text;
}

/** A day or a month that is over, and its totals. */
export const UsagePeriod = z.object({
  id: z.string(),
  period: z.enum(MeterPeriod),
  from: Instant,
  to: Instant,
  /** 1 as it was closed; one more each time that late events changed it. */
  version: z.number().int(),
  closed_at: Instant,
  updated_at: Instant,
});
export type UsagePeriod = z.output<typeof UsagePeriod>;

export const PeriodsQuery = z.object({
  period: z.enum(MeterPeriod).default("day"),
  limit: z.coerce.number().int().min(1).max(100).default(40),
  /** Only periods that began before this one of the same kind. */
  before: PeriodId.optional(),
});
export type PeriodsQuery = z.output<typeof PeriodsQuery>;

export const PeriodFileQuery = z.object({ format: z.enum(["csv", "json"]).default("csv") });

const path = "/api/v1/usage/periods";
const seen = { ...seenBy("manage:usage:read"), dashboard: true } as const;

export const listPeriodsContract = defineContract({
  ...seen,
  method: "GET",
  path,
  summary: "Days or months whose usage is closed, newest first; each with the version of its file",
  query: PeriodsQuery,
  success: { status: 200, body: z.object({ data: z.array(UsagePeriod) }), framed: true },
});

export const periodFileContract = defineContract({
  ...seen,
  method: "GET",
  path: `${path}/{id}/file`,
  summary: "What customers used in a closed day or month; by meter, as it was told last",
  params: z.object({ id: z.string() }),
  query: PeriodFileQuery,
  success: { status: 200, media: ["text/csv", "application/json"] },
});

/** What is served of them: every row of periods in the contract table. */
export const contracts: readonly Contract[] = [listPeriodsContract, periodFileContract];
