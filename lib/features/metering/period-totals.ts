import "server-only";
import { Prisma } from "@/lib/generated/prisma/client";
import type { MeterAggregation, MeterPeriod } from "@/lib/generated/prisma/enums";
import type { PrismaSession } from "@/lib/platform/database";
import { recordEvents } from "@/lib/tenancy/events";
import { startOfWindow } from "./query-contract";

/** A day or a month of an organization. */
export type Period = { organizationId: string; period: MeterPeriod; start: Date };

/** What was told of a customer and a meter, and what is now; null where nothing was. */
export type ChangedTotal = {
  meter: string;
  meterPeriod: MeterPeriod;
  aggregation: MeterAggregation;
  customerId: string;
  externalId: string | null;
  value: string;
  events: number;
  previous: string | null;
};

/** Brings the totals of a period to what its meters say now; those that changed. */
export function writeTotals(tx: PrismaSession, { organizationId, period, start }: Period): Promise<ChangedTotal[]> {
  const ofPeriod = Prisma.sql`organization_id = ${organizationId} AND s.period = ${period}::meter_period AND s.start = ${start}`;
  // The last join reads what stood there before this statement.
  return tx.$queryRaw<ChangedTotal[]>`
    WITH written AS (
      INSERT INTO usage_period_totals AS stored
             (organization_id, period, start, meter_id, customer_id, meter_key, external_id, value, events)
      SELECT m.organization_id, ${period}::meter_period, ${start}, m.id, u.customer_id, m.key, c.external_id,
             CASE WHEN m.aggregation = 'max' THEN max(u.value) ELSE sum(u.value) END, sum(u.events)
        FROM meters m
             JOIN meter_usage u ON u.meter_id = m.id AND u.unit = ${period}::meter_unit AND u.bucket_start = ${start}
             LEFT JOIN customers c ON c.id = u.customer_id
       WHERE m.organization_id = ${organizationId} AND u.customer_id <> ''
       GROUP BY m.id, u.customer_id, c.external_id
      ON CONFLICT (organization_id, period, start, meter_id, customer_id)
      DO UPDATE SET value = excluded.value, events = excluded.events
       WHERE (stored.value, stored.events) IS DISTINCT FROM (excluded.value, excluded.events)
      RETURNING meter_id, customer_id, value, events)
    SELECT m.key AS meter, m.period::text AS "meterPeriod", m.aggregation::text AS aggregation, w.customer_id AS "customerId",
           c.external_id AS "externalId", trim_scale(w.value)::text AS value, w.events::float8 AS events,
           trim_scale(s.value)::text AS previous
      FROM written w JOIN meters m ON m.id = w.meter_id LEFT JOIN customers c ON c.id = w.customer_id
           LEFT JOIN usage_period_totals s ON s.${ofPeriod} AND s.meter_id = w.meter_id AND s.customer_id = w.customer_id
     ORDER BY m.key, w.customer_id`;
}

/** So many totals that an event stays far below what receivers take. */
const totalsPerEvent = 200;

/** Tells webhooks of totals, in as many events as it takes; each says which part it is. An empty period is told of too. */
export async function tellTotals(
  tx: PrismaSession,
  type: "usage.period_closed" | "usage.period_corrected",
  { organizationId, period, start }: Period,
  version: number,
  totals: readonly ChangedTotal[],
): Promise<void> {
  const parts = Math.max(1, Math.ceil(totals.length / totalsPerEvent));
  const to = new Date(startOfWindow(period, start.getTime(), 1));
  const shared = { period, from: start.toISOString(), to: to.toISOString(), version, parts };
  const about = Array.from({ length: parts }, (_, place) => ({
    data: {
      ...shared,
      part: place + 1,
      totals: totals.slice(place * totalsPerEvent, (place + 1) * totalsPerEvent).map((total) => ({
        meter: total.meter,
        aggregation: total.aggregation,
        customer_id: total.customerId,
        external_id: total.externalId,
        value: total.value,
        events: total.events,
        ...(type === "usage.period_corrected" ? { previous_value: total.previous ?? "0" } : {}),
      })),
    },
  }));
  await recordEvents(tx, { type, organizationId, environment: "production" }, about);
}
