"use client";
import { AppWindow, SearchX } from "lucide-react";
import { useState } from "react";
import { useAddressFilters } from "@/components/layout/use-address-filters";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { LoadMore } from "@/components/ui/load-more";
import { SearchBox } from "@/components/ui/search-box";
import { Select } from "@/components/ui/select";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import type { AdminOAuthApp } from "@/lib/features/oauth/contract";
import { AnyAppsTable, anyAppsHeadings } from "./any-apps-table";
import { useAnyApps } from "./use-any-apps";
import { VouchDialog } from "./vouch-dialog";

const filterNames = ["search", "verified"] as const;
const states = [
  { value: "", label: "Every app" },
  { value: "true", label: "Verified" },
  { value: "false", label: "Unverified" },
];

/** Every OAuth app of the deployment, and whom an administrator has vouched for. */
export function AnyAppsView() {
  const { filters, setFilters } = useAddressFilters(filterNames);
  const list = useAnyApps(filters);
  const [target, setTarget] = useState<AdminOAuthApp | null>(null);
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <search className="mb-4 flex flex-wrap items-center gap-2">
        <SearchBox
          label="Search OAuth apps"
          placeholder="App, organization or id"
          value={filters.search ?? ""}
          onValueChange={(search) => setFilters({ ...filters, search })}
        />
        <Select
          aria-label="Status"
          className="w-full sm:w-44"
          value={filters.verified ?? ""}
          options={states}
          onValueChange={(verified) => setFilters({ ...filters, verified })}
        />
      </search>
      {list.isPending && <TableSkeleton headings={anyAppsHeadings} what="OAuth apps" />}
      {list.isError && rows.length === 0 && (
        <ErrorState title="OAuth apps unavailable" body={failureText(list.error)} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && rows.length === 0 && <NoApps isFiltered={Boolean(filters.search || filters.verified)} />}
      {rows.length > 0 && (
        <div className={list.isPlaceholderData ? "opacity-60 transition-opacity" : undefined}>
          <AnyAppsTable rows={rows} onChange={setTarget} />
        </div>
      )}
      <LoadMore list={list} />
      {target && <VouchDialog app={target} onClose={() => setTarget(null)} />}
    </>
  );
}

function NoApps({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <EmptyState icon={<SearchX />} title="No app matches" body="No OAuth app fits this search." />;
  return (
    <EmptyState
      icon={<AppWindow />}
      title="No OAuth apps yet"
      body="Apps that organizations register, and those that register themselves, are listed here."
    />
  );
}
