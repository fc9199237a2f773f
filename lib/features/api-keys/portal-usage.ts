import "server-only";
import type { PortalPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { readDailyRequests, totalOf } from "./daily-requests";
import { requireKey } from "./find-key";
import type { PortalUsage } from "./portal-contract";

/** Requests of the customer's keys by UTC day, ended ones included, or of one of them; 404 for one that is not theirs. */
export async function getPortalUsage(
  principal: PortalPrincipal,
  { days, key: named }: { days: number; key?: string | undefined },
): Promise<{ data: PortalUsage }> {
  const { organizationId, customer, portal } = principal;
  const key = named === undefined ? null : await requireKey(runtime().database.prisma, principal, named);
  const whose = {
    sql: `credential_id IN (SELECT id FROM api_keys WHERE organization_id = $1 AND customer_id = $3
            AND ($4::text[] IS NULL OR product = ANY($4)) AND ($5::text IS NULL OR id = $5))`,
    values: [customer.id, portal.products, key?.id ?? null],
  };
  const daily = await readDailyRequests(organizationId, days, whose);
  return { data: { days, total: totalOf(daily), daily } };
}
