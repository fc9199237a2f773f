"use client";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { UnreadState } from "@/components/ui/unread-state";
import { CatalogueEditor } from "./catalogue-editor";
import { CatalogueHistory } from "./catalogue-history";
import { catalogueQuery, type ShownState } from "./catalogue-reads";

/** What the operator adds to the shipped catalogue: the document that counts, to be changed, and every one before. */
export function CatalogueView() {
  const query = useQuery(catalogueQuery);
  const fill = useRef<(state: ShownState) => void>(() => undefined);
  if (query.isPending) return <Skeleton className="h-96 w-full" />;
  if (!query.data) {
    return <UnreadState what="Catalogue" query={query} />;
  }
  const state = query.data;
  return (
    <div className="grid grid-cols-1 gap-8">
      <CatalogueEditor state={state} fill={fill} />
      <CatalogueHistory current={state.revision} onPutBack={(earlier) => fill.current(earlier)} />
    </div>
  );
}
