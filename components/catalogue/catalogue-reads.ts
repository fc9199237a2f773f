"use client";
import { queryOptions } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { listOf } from "@/components/ui/list-source";
import { useRefresh } from "@/components/ui/use-list";
import { getCatalogueContract, getRevisionContract, listRevisionsContract } from "@/lib/features/catalogue/contract";
import { call } from "@/lib/http/call";
import type { ResultOf } from "@/lib/http/contract";
import { textOf } from "./document-text";

const group = "catalogue";

/** A state of the catalogue as the editor shows it. */
export type ShownState = { revision: number; text: string };

/** The document that counts now. */
export const catalogueQuery = queryOptions({
  queryKey: [group, "document"],
  queryFn: async ({ signal }) => shown(await call(getCatalogueContract, {}, { signal })),
});

/** One that counts, or once did. */
export async function readRevision(revision: number): Promise<ShownState> {
  return shown(await call(getRevisionContract, { params: { revision: `${revision}` } }));
}

async function shown({ data: { revision, document } }: ResultOf<typeof getCatalogueContract>): Promise<ShownState> {
  return { revision, text: await textOf(document) };
}

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
