import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { powersOver } from "./key-powers";
import { reachOf } from "./key-reach";
import type { KeyActivity } from "./list-contract";
import { latelySince, troubleOf } from "./rejected-keys";

const shownDays = 7;

type Row = { id: string; day: Date; requests: string; errors: string; refused: string; limited: string };

/** The last seven UTC days of several keys by one query over usage; none of keys whose usage is not the caller's to see. */
export async function getKeyActivity(
  principal: UserPrincipal,
  { ids }: { ids: readonly string[] },
): Promise<{ data: KeyActivity[] }> {
  const { clock, database } = runtime();
  const keys = await database.prisma.apiKey.findMany({
    where: { AND: [{ id: { in: [...ids] } }, reachOf(principal)] },
    select: { id: true, createdById: true, product: true, environment: true, scopes: true, customerId: true },
  });
  const own = keys.filter((key) => powersOver(principal, key).includes("usage")).map(({ id }) => id);
  const nowMs = clock.now();
  const firstMs = (Math.floor(nowMs / dayMs) - shownDays + 1) * dayMs;
  const { rows } = await database.pool.query<Row>(
    `SELECT credential_id AS id, bucket_start AS day, sum(requests) AS requests,
            coalesce(sum(requests) FILTER (WHERE status_class IN ('4xx', '429', '5xx')), 0) AS errors,
            coalesce(sum(requests) FILTER (WHERE status_class IN ('4xx', '429')), 0) AS refused,
            coalesce(sum(requests) FILTER (WHERE status_class = '429'), 0) AS limited
       FROM usage_days
      WHERE organization_id = $1 AND credential_id = ANY($2::text[]) AND bucket_start >= $3
      GROUP BY credential_id, bucket_start`,
    [principal.organizationId, own, new Date(firstMs)],
  );
  const since = latelySince(nowMs).getTime();
  const days = new Map<string, Row[]>();
  for (const row of rows) days.set(row.id, [...(days.get(row.id) ?? []), row]);
  const sum = (counted: readonly Row[], of: "requests" | "errors" | "refused" | "limited") =>
    counted.reduce((total, row) => total + Number(row[of]), 0);
  const data = own.map((id) => {
    const counted = days.get(id) ?? [];
    const recent = counted.filter(({ day }) => day.getTime() >= since);
    const lately = {
      requests: sum(recent, "requests"),
      refused: sum(recent, "refused"),
      limited: sum(recent, "limited"),
    };
    return {
      id,
      daily: Array.from({ length: shownDays }, (_, index) =>
        sum(
          counted.filter(({ day }) => day.getTime() === firstMs + index * dayMs),
          "requests",
        ),
      ),
      requests: sum(counted, "requests"),
      errors: sum(counted, "errors"),
      lately: { ...lately, trouble: troubleOf(lately) },
    };
  });
  return { data };
}
