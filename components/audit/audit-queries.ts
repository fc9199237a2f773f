import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { type AuditFilter, type AuditList, AuditQuery, dashboardAuditContracts } from "@/lib/features/audit/contract";
import { call } from "@/lib/http/call";

/** What the page is narrowed to, as its address says it. */
export const auditFilterNames = ["type", "actor", "range"] as const;
export type AuditFilters = { readonly type?: string; readonly actor?: string; readonly range?: string };

const dayMs = 86_400_000;
/** Days that each range reaches back. */
const ranges: Record<string, number> = { "24h": 1, "7d": 7, "30d": 30 };
export const auditRanges = [...Object.keys(ranges), "90d"];

const perPage = 50;

/** The filter that an address stands for; what is not understood is left out. Everything that is kept, unless told otherwise. */
export function auditFilterOf({ type, actor, range }: AuditFilters, nowMs: number): AuditFilter {
  const days = ranges[range ?? ""];
  const wantedType = AuditQuery.shape.type.safeParse(type).data;
  const wantedActor = AuditQuery.shape.actor.safeParse(actor).data;
  return {
    ...(wantedType ? { type: wantedType } : {}),
    ...(wantedActor ? { actor: wantedActor } : {}),
    ...(days ? { from: new Date(nowMs - days * dayMs).toISOString() } : {}),
  };
}

/** Events that match, a page at a time. */
export function auditQuery(filters: AuditFilters) {
  return infiniteQueryOptions({
    queryKey: ["audit", filters],
    queryFn: ({ pageParam, signal }): Promise<AuditList> =>
      call(
        dashboardAuditContracts.list,
        {
          query: {
            ...auditFilterOf(filters, Date.now()),
            limit: perPage,
            ...(pageParam ? { cursor: pageParam } : {}),
          },
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** The first page as the server asks for it. */
export function firstAuditPage(filters: AuditFilters, nowMs: number) {
  return { ...auditFilterOf(filters, nowMs), limit: perPage };
}
