import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { type AlertList, AlertQuery, dashboardAlertContracts } from "@/lib/features/alerts/contract";
import { call } from "@/lib/http/call";

/** What the alerts page is narrowed to. */
export const alertFilterNames = ["state", "kind"] as const;
export type AlertFilters = { readonly state?: string; readonly kind?: string };

const perPage = 25;

/** The request that an address stands for; what is not understood is left out. Open alerts, unless told otherwise. */
export function alertQueryOf({ state, kind }: AlertFilters): Partial<AlertQuery> & { limit: number } {
  const wantedState = state === "all" ? undefined : (AlertQuery.shape.state.safeParse(state).data ?? "open");
  const wantedKind = AlertQuery.shape.kind.safeParse(kind).data;
  return {
    limit: perPage,
    ...(wantedState ? { state: wantedState } : {}),
    ...(wantedKind ? { kind: wantedKind } : {}),
  };
}

export const alertKeys = ["alerts"] as const;

/** Alerts that match, a page at a time. */
export function alertsQuery(filters: AlertFilters) {
  const query = alertQueryOf(filters);
  return infiniteQueryOptions({
    queryKey: [...alertKeys, query],
    queryFn: ({ pageParam, signal }): Promise<AlertList> =>
      call(
        dashboardAlertContracts.list,
        { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
}
