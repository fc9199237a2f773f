import "server-only";
import { packLatencies } from "@/lib/access/latency-histogram";
import { dayMs } from "@/lib/access/limit-windows";
import type { PrismaSession } from "@/lib/platform/database";
import { inventLatencies } from "./demo-latencies";
import type { DemoUsage, UsageRow } from "./demo-usage";
import { writeTags } from "./demo-usage-tags";

const rowsPerStatement = 5_000;

/** Stores invented usage: minutes and hours as they are, the rest added up from them by the database, so that all agree. */
export async function writeUsage(
  tx: PrismaSession,
  usage: DemoUsage,
  organizationIds: readonly string[],
  nowMs: number,
): Promise<void> {
  await insertRows(tx, "usage_minutes", usage.minutes);
  await insertRows(tx, "usage_hours", usage.hours);
  await addUp(tx, "usage_minutes", "hour", "usage_hours", organizationIds);
  await addUp(tx, "usage_hours", "day", "usage_days", organizationIds);
  await repeatEarlier(tx, nowMs, organizationIds);
  await writeTags(tx, usage, organizationIds);
  await tx.limitState.createMany({
    data: usage.counters.map(({ bucket: { subject, product, environment }, counters }) => ({
      subject,
      product,
      environment,
      ...counters,
      debt: BigInt(counters.debt),
      asOf: BigInt(counters.asOf),
    })),
  });
  const [ids, times] = [[...usage.lastUse.keys()], [...usage.lastUse.values()]];
  for (const table of ["api_keys", "personal_access_tokens"]) {
    await tx.$executeRawUnsafe(
      `UPDATE ${table} AS stored
          SET last_used_at = to_timestamp(used.at_ms / 1000.0),
              last_used_ip = coalesce(${addressIn[table]}, '203.0.113.' || (20 + used.at_ms % 200))
         FROM unnest($1::text[], $2::bigint[]) AS used (id, at_ms)
        WHERE stored.id = used.id`,
      ids,
      times,
    );
  }
}

/** An address that the key's allow-list takes: its first network's. */
const addressIn: Record<string, string> = {
  api_keys: "host(set_masklen(stored.ip_allowlist[1]::inet, 32) + 9)",
  personal_access_tokens: "NULL",
};

async function insertRows(tx: PrismaSession, table: string, rows: readonly UsageRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    const part = rows.slice(from, from + rowsPerStatement);
    await tx.$executeRawUnsafe(
      `INSERT INTO ${table}
              (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class, requests, latency)
       SELECT organization_id, to_timestamp(start_s), product, environment, credential_id, endpoint, status_class, requests, latency
         FROM unnest($1::text[], $2::bigint[], $3::text[], $4::environment[], $5::text[], $6::text[], $7::status_class[], $8::bigint[], $9::numeric[])
              AS made (organization_id, start_s, product, environment, credential_id, endpoint, status_class, requests, latency)
        ORDER BY 1, 2 -- neighbours in the index are written together`,
      part.map((row) => row.traffic.organizationId),
      part.map((row) => row.startMs / 1000),
      part.map((row) => row.traffic.product),
      part.map((row) => row.traffic.environment),
      part.map((row) => row.traffic.credentialId),
      part.map((row) => row.traffic.endpoint),
      part.map((row) => row.statusClass),
      part.map((row) => row.requests),
      part.map((row) => packLatencies(inventLatencies(row))),
    );
  }
}

const repeatedDays = 84;
const yearDays = 365;

/**
 * Repeats the last twelve weeks before what is there, weekday on weekday, until there is a year of days. A key has none from
 * before it was made, so the year grows with the number of keys.
 */
async function repeatEarlier(tx: PrismaSession, nowMs: number, organizationIds: readonly string[]): Promise<void> {
  const first = await tx.usageDay.aggregate({
    where: { organizationId: { in: [...organizationIds] } },
    _min: { bucketStart: true },
  });
  for (let days = repeatedDays; days < yearDays; days += repeatedDays) {
    await tx.$executeRawUnsafe(
      `INSERT INTO usage_days
              (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class, requests, latency)
       SELECT u.organization_id, u.bucket_start - make_interval(days => $2), u.product, u.environment, u.credential_id,
              u.endpoint, u.status_class, u.requests, u.latency
         FROM usage_days u JOIN api_keys k ON k.id = u.credential_id
        WHERE u.organization_id = ANY ($1::text[]) AND u.bucket_start > $3
          AND u.bucket_start - make_interval(days => $2) BETWEEN greatest(k.created_at, $4) AND $5`,
      organizationIds,
      days,
      new Date(nowMs - repeatedDays * dayMs),
      new Date(nowMs - yearDays * dayMs),
      new Date((first._min.bucketStart?.getTime() ?? nowMs) - 1),
    );
  }
}

async function addUp(tx: PrismaSession, from: string, unit: string, into: string, organizationIds: readonly string[]) {
  await tx.$executeRawUnsafe(
    `INSERT INTO ${into}
            (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class, requests, latency)
     SELECT organization_id, date_trunc('${unit}', bucket_start, 'UTC'), product, environment, credential_id, endpoint,
            status_class, sum(requests), sum(latency)
       FROM ${from} WHERE organization_id = ANY ($1::text[])
      GROUP BY 1, 2, 3, 4, 5, 6, 7`,
    organizationIds,
  );
}
