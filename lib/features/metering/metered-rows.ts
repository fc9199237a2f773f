import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { type Meter as MeterRow, Prisma } from "@/lib/generated/prisma/client";
import { invalidField } from "@/lib/http/api-error";
import type { MeteredUsage, MeterQuestion } from "./query-contract";

/** A question to a meter in terms of what is stored. */
export type StoredQuestion = {
  condition: Prisma.Sql;
  key: Prisma.Sql;
  value: Prisma.Sql;
  byCustomer: boolean;
  byProperty: boolean;
};

/** A row's place in the answer. */
export type MeteredPlace = { start: Date; key: string };

/** How a question is put to the roll-ups. 400 for a property that the meter is not grouped by; nobody's usage is nothing. */
export async function storedQuestion(
  { organizationId }: Principal,
  meter: MeterRow,
  { window, group, externalId }: MeterQuestion,
  span: { from: Date; to: Date },
): Promise<StoredQuestion> {
  const place = group === undefined || group === "customer" ? -1 : meter.groupBy.indexOf(group);
  const byProperty = group !== undefined && group !== "customer";
  if (byProperty && place < 0)
    throw invalidField("group", "is neither customer nor a property that the meter is grouped by");
  const conditions = [
    Prisma.sql`meter_id = ${meter.id} AND unit = ${window}::meter_unit AND bucket_start >= ${span.from} AND bucket_start < ${span.to}`,
  ];
  if (externalId !== undefined) {
    const customer = await runtime().database.prisma.customer.findFirst({ where: { organizationId, externalId } });
    conditions.push(Prisma.sql`customer_id = ${customer?.id ?? "nobody"}`);
  } else if (meter.aggregation === "unique") {
    // All together are a row of their own: what two customers have in common is one value.
    conditions.push(group === "customer" ? Prisma.sql`customer_id <> ''` : Prisma.sql`customer_id = ''`);
  }
  return {
    condition: Prisma.join(conditions, " AND "),
    key: byProperty
      ? Prisma.sql`coalesce(nullif(groups, '')::jsonb ->> ${place}::int, '')`
      : group === "customer"
        ? Prisma.sql`customer_id`
        : Prisma.sql`''`,
    value: meter.aggregation === "max" ? Prisma.sql`max(value)` : Prisma.sql`sum(value)`,
    byCustomer: group === "customer",
    byProperty,
  };
}

/** Rows of an answer in the order of their windows, from after a place on. */
export async function readMetered(
  { condition, key, value, byCustomer, byProperty }: StoredQuestion,
  after: MeteredPlace | null,
  limit: number,
): Promise<{ rows: MeteredUsage[]; last: MeteredPlace | null }> {
  const beyond = after ? Prisma.sql`WHERE (start, key) > (${after.start}, ${after.key})` : Prisma.empty;
  const found = await runtime().database.prisma.$queryRaw<Found[]>`
    SELECT page.*, c.external_id AS "externalId" FROM (
      SELECT start, key, trim_scale(${value})::text AS value, sum(events)::float8 AS events
        FROM (SELECT bucket_start AS start, ${key} COLLATE "C" AS key, value, events FROM meter_usage WHERE ${condition}) AS stored ${beyond}
       GROUP BY start, key ORDER BY start, key LIMIT ${limit}) AS page
      LEFT JOIN customers c ON ${byCustomer} AND c.id = page.key ORDER BY start, key`;
  const end = found.at(-1);
  return {
    rows: found.map(({ start, key, externalId, value, events }) => ({
      start: start.toISOString(),
      group: byProperty && key !== "" ? key : null,
      customer_id: byCustomer ? key : null,
      external_id: externalId,
      value,
      events,
    })),
    last: end && found.length === limit ? { start: end.start, key: end.key } : null,
  };
}

type Found = { start: Date; key: string; value: string; events: number; externalId: string | null };

/** What the whole of an answer comes to. */
export async function readTotal({ condition, value }: StoredQuestion): Promise<string> {
  const [row] = await runtime().database.prisma.$queryRaw<{ total: string | null }[]>`
    SELECT trim_scale(${value})::text AS total FROM meter_usage WHERE ${condition}`;
  return row?.total ?? "0";
}
