"use client";
import { KeyRound, SearchX } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { ApiKeyFilters } from "./api-key-filters";
import { ApiKeyTable } from "./api-key-table";
import { ApiKeyTableSkeleton } from "./api-key-table-skeleton";
import { hasFilters, type KeyFilters } from "./key-filters";
import type { FirstKeys } from "./key-list-page";
import type { KeyProduct } from "./key-product";
import type { KeyAction } from "./key-status";
import { useApiKeys } from "./use-api-keys";

/** The keys that match the filters, a page at a time. */
export function ApiKeyList({
  products,
  first,
  filters,
  onFiltersChange,
  onCreate,
  onAction,
}: {
  products: readonly KeyProduct[];
  first: FirstKeys;
  filters: KeyFilters;
  onFiltersChange: (filters: KeyFilters) => void;
  onCreate: () => void;
  onAction: (action: KeyAction, key: ApiKey) => void;
}) {
  const list = useApiKeys(filters, first);
  const keys = list.data?.pages.flatMap((page) => page.data) ?? [];
  const filtered = hasFilters(filters);

  if (list.isSuccess && keys.length === 0 && !filtered && !list.isPlaceholderData) {
    return (
      <EmptyState
        icon={<KeyRound />}
        title="No API keys yet"
        body="Create one and call an endpoint with it: the first request takes a minute."
        action={
          <Button variant="primary" onClick={onCreate}>
            Create your first key
          </Button>
        }
      />
    );
  }
  return (
    <>
      <ApiKeyFilters filters={filters} onFiltersChange={onFiltersChange} products={products} />
      <p role="status" className="sr-only">
        {list.isSuccess && !list.isPlaceholderData && `${keys.length}${list.hasNextPage ? " or more" : ""} keys shown`}
      </p>
      {list.isPending && <ApiKeyTableSkeleton />}
      {list.isError && keys.length === 0 && (
        <ErrorState title="Keys unavailable" body={failureText(list.error)} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && keys.length === 0 && (
        <EmptyState
          icon={<SearchX />}
          title="No key matches"
          body="No key fits this search and these filters."
          action={<Button onClick={() => onFiltersChange({})}>Clear filters</Button>}
        />
      )}
      {keys.length > 0 && (
        <div className={list.isPlaceholderData ? "opacity-60 transition-opacity" : undefined}>
          <ApiKeyTable keys={keys} products={products} nowMs={list.dataUpdatedAt} onAction={onAction} />
        </div>
      )}
      {list.hasNextPage && (
        <div className="mt-4 flex flex-col items-center gap-2">
          <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Load more
          </Button>
          {list.isFetchNextPageError && (
            <p role="alert" className="text-sm text-danger-text">
              {failureText(list.error)}
            </p>
          )}
        </div>
      )}
    </>
  );
}
