import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import type { AuditList, AuditQuery } from "./contract";
import { describeEvents } from "./describe-events";
import { conditionOf } from "./event-filter";

/** A page of the organization's events, newest first. */
export async function listEvents(principal: Principal, { limit, cursor, ...filter }: AuditQuery): Promise<AuditList> {
  const own = await conditionOf(principal, filter);
  const found = await runtime().database.prisma.event.findMany({
    where: { AND: [own, afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: await describeEvents(principal.organizationId, rows), next_cursor };
}
