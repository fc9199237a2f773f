"use client";
import { queryOptions } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { listOf } from "@/components/ui/list-source";
import { useRefresh } from "@/components/ui/use-list";
import { getCatalogueContract, listRevisionsContract } from "@/lib/features/catalogue/contract";
import { call } from "@/lib/http/call";
import type { ResultOf } from "@/lib/http/contract";

const group = "catalogue";

/** A state of the catalogue as the server tells it. */
export type ToldState = ResultOf<typeof getCatalogueContract>["data"];

/** The document that counts now. */
export const catalogueQuery = queryOptions({
  queryKey: [group, "document"],
  queryFn: ({ signal }) => call(getCatalogueContract, {}, { signal }),
});

/** Every state there was. */
export const revisionList = listOf(group, listRevisionsContract, { query: { limit: 20 } });

/** Reads again what counts, and lets the pages around follow it. */
export function useRefreshCatalogue(): () => Promise<void> {
  const refresh = useRefresh(group);
  const router = useRouter();
  return async () => {
    router.refresh();
    await refresh();
  };
}
