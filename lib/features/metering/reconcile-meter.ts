import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { Prisma } from "@/lib/generated/prisma/client";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { spanOf } from "./meter-span";
import { findMeter } from "./meters";
import {
  maxDifferences,
  type ReconciliationQuery,
  type UsageDifference,
  type UsageReconciliation,
} from "./reconciliation-contract";

/**
 * Compares, by UTC day and customer, the verdicts of a meter's product that let a request through with what the meter counted.
 * What keys of no customer did, and whom there no longer is, is left out. 404 for a meter that is not there, 409 for one without a product, or whose values are no numbers of requests.
 */
export async function reconcileMeter(
  principal: Principal,
  key: string,
  query: ReconciliationQuery,
): Promise<{ data: UsageReconciliation }> {
  const meter = await findMeter(principal, key);
  const { product } = meter;
  if (product === null)
    throw new ApiError("conflict", "This meter names no product whose verdicts it could be compared with");
  if (meter.aggregation !== "count" && meter.aggregation !== "sum") {
    throw new ApiError("conflict", "Only what meters count or add up can be compared with numbers of requests");
  }
  const place = query.endpointProperty === undefined ? -1 : meter.groupBy.indexOf(query.endpointProperty);
  if (query.endpointProperty !== undefined && place < 0) {
    throw invalidField("endpointProperty", "is no property that the meter is grouped by");
  }
  const { organizationId } = principal;
  const span = spanOf({ ...query, window: "day" }, runtime().clock.now());
  const inSpan = Prisma.sql`bucket_start >= ${span.from} AND bucket_start < ${span.to}`;
  const byEndpoint = place >= 0;
  const rows = await runtime().database.prisma.$queryRaw<Found[]>`
    WITH decided AS (
      SELECT bucket_start AS day, k.customer_id, ${byEndpoint ? Prisma.sql`endpoint` : Prisma.sql`''`} AS endpoint,
             sum(requests) AS decided
        FROM usage_days u JOIN api_keys k ON k.id = u.credential_id AND k.organization_id = u.organization_id
       WHERE u.organization_id = ${organizationId} AND u.product = ${product} AND u.environment = 'production'
         AND u.status_class = '2xx' AND k.customer_id IS NOT NULL AND ${inSpan}
       GROUP BY 1, 2, 3),
    reported AS (
      SELECT bucket_start AS day, customer_id,
             ${byEndpoint ? Prisma.sql`coalesce(nullif(groups, '')::jsonb ->> ${place}::int, '')` : Prisma.sql`''`} AS endpoint, sum(value) AS reported
        FROM meter_usage u JOIN customers ON customers.id = customer_id AND organization_id = ${organizationId}
       WHERE meter_id = ${meter.id} AND unit = 'day' AND ${inSpan}
       GROUP BY 1, 2, 3),
    compared AS (
      SELECT day, customer_id, endpoint, coalesce(decided, 0) AS decided, coalesce(reported, 0) AS reported
        FROM decided FULL JOIN reported USING (day, customer_id, endpoint)),
    whole AS (
      SELECT count(*)::float8 AS compared, coalesce(sum(decided), 0)::float8 AS "allDecided",
             trim_scale(coalesce(sum(reported), 0))::text AS "allReported",
             (count(*) FILTER (WHERE decided <> reported))::float8 AS different FROM compared)
    SELECT whole.*, to_char(day AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, one.customer_id, c.external_id,
           nullif(endpoint, '') AS endpoint, decided::float8 AS decided, trim_scale(reported)::text AS reported,
           trim_scale(reported - decided)::text AS difference
      FROM whole LEFT JOIN (SELECT * FROM compared WHERE decided <> reported
                             ORDER BY abs(reported - decided) DESC, day, customer_id, endpoint LIMIT ${maxDifferences}) AS one ON true
           LEFT JOIN customers c ON c.id = one.customer_id AND c.organization_id = ${organizationId}
     ORDER BY abs(reported - decided) DESC, day, c.external_id, endpoint`;
  const [first] = rows;
  return {
    data: {
      meter: meter.key,
      product,
      from: span.from.toISOString(),
      to: span.to.toISOString(),
      compared: first?.compared ?? 0,
      decided: first?.allDecided ?? 0,
      reported: first?.allReported ?? "0",
      different: first?.different ?? 0,
      differences: rows.flatMap(({ day, customer_id, external_id, endpoint, decided, reported, difference }) =>
        day === null ? [] : [{ day, customer_id, external_id, endpoint, decided, reported, difference }],
      ),
    },
  };
}

type Found = Omit<UsageDifference, "day"> & {
  day: string | null;
  compared: number;
  allDecided: number;
  allReported: string;
  different: number;
};
