"use client";
import { queryOptions } from "@tanstack/react-query";
import { listOf } from "@/components/ui/list-source";
import { useRefresh } from "@/components/ui/use-list";
import { listNamespacesContract, namespaceContract } from "@/lib/features/limits/contract";
import { call } from "@/lib/http/call";

const group = "limit-namespaces";

/** The organization's limit namespaces. */
export function namespaceList() {
  return listOf(group, listNamespacesContract, { query: { limit: 25 } });
}

/** One with its overrides, which the list leaves out. */
export function namespaceQuery(namespace: string) {
  return queryOptions({
    queryKey: [group, "one", namespace],
    queryFn: async ({ signal }) => (await call(namespaceContract, { params: { namespace } }, { signal })).data,
  });
}

/** Loads namespaces again after something changed. */
export function useRefreshNamespaces(): () => Promise<void> {
  return useRefresh(group);
}
