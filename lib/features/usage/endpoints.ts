import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { readWatermark } from "@/lib/access/usage-watermark";
import { likeLiteral } from "@/lib/platform/text-search";
import { cellsSql } from "./cells";
import { offeredEndpoints } from "./contract";

/** As far back as the longest preset reaches. */
const lookedBackMs = 366 * dayMs;

/** The endpoints that the organization called within a year and that hold a text, the busiest first. */
export async function findEndpoints(
  { organizationId }: UserPrincipal,
  { search = "" }: { search?: string | undefined },
): Promise<{ data: { endpoint: string }[] }> {
  const { clock, database, ledger } = runtime();
  await ledger.flush();
  const toMs = (Math.floor(clock.now() / dayMs) + 1) * dayMs;
  const { text, values } = cellsSql({
    organizationId,
    unit: "day",
    coarsest: "day",
    zoneStarts: null,
    fromMs: toMs - lookedBackMs,
    toMs,
    through: await readWatermark(database.pool, organizationId),
    filters: {},
    needs: ["endpoint"],
    withLatencies: false,
  });
  const pattern = values.push(`%${likeLiteral(search)}%`);
  const { rows } = await database.pool.query<{ endpoint: string }>(
    `SELECT endpoint FROM ${text} AS cells WHERE endpoint ILIKE $${pattern}
      GROUP BY endpoint ORDER BY sum(requests) DESC, endpoint LIMIT ${offeredEndpoints}`,
    values,
  );
  return { data: rows };
}
