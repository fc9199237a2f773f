"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import Link from "next/link";
import { useAddressFilters } from "@/components/layout/use-address-filters";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { LoadMore } from "@/components/ui/load-more";
import { SearchBox } from "@/components/ui/search-box";
import { Select } from "@/components/ui/select";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { utcDay } from "@/components/ui/utc-date";
import { planIds, planOf } from "@/lib/access/catalogue";
import type { AdminOrganization } from "@/lib/features/administration/contract";
import { organizationFilterNames, organizationsQuery } from "./administration-queries";
import { ListSkeleton } from "./list-skeleton";

const plans = [
  { value: "", label: "Every plan" },
  ...planIds.map((id) => ({ value: id as string, label: planOf(id).label })),
];

/** Every organization of the deployment, searched and filtered. */
export function OrganizationsView() {
  const { filters, setFilters } = useAddressFilters(organizationFilterNames);
  const list = useInfiniteQuery(organizationsQuery(filters));
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <search className="mb-4 flex flex-wrap items-center gap-2">
        <SearchBox
          label="Search organizations"
          placeholder="Name, member's email or id"
          value={filters.search ?? ""}
          onValueChange={(search) => setFilters({ ...filters, search })}
        />
        <Select
          aria-label="Plan"
          className="w-full sm:w-44"
          value={filters.plan ?? ""}
          options={plans}
          onValueChange={(plan) => setFilters({ ...filters, plan })}
        />
      </search>
      {list.isPending && <ListSkeleton what="organizations" />}
      {list.isError && rows.length === 0 && (
        <ErrorState
          title="Organizations unavailable"
          body={failureText(list.error)}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isSuccess && rows.length === 0 && (
        <EmptyState icon={<SearchX />} title="No organization matches" body="Nothing fits this search and this plan." />
      )}
      {rows.length > 0 && (
        <div className={list.isPlaceholderData ? "opacity-60 transition-opacity" : undefined}>
          <OrganizationTable rows={rows} />
        </div>
      )}
      <LoadMore list={list} />
    </>
  );
}

function OrganizationTable({ rows }: { rows: readonly AdminOrganization[] }) {
  return (
    <Table aria-label="Organizations">
      <THead>
        <tr>
          <TH>Organization</TH>
          <TH>Plan</TH>
          <TH className="sm:text-right">Members</TH>
          <TH className="sm:text-right">Active keys</TH>
          <TH className="sm:text-right">Requests, 30 days</TH>
          <TH className="sm:max-lg:hidden">Created</TH>
        </tr>
      </THead>
      <TBody>
        {rows.map((row) => (
          <TR key={row.id}>
            <TD className="max-w-72">
              <Link
                href={`/dashboard/admin/organizations/${encodeURIComponent(row.id)}`}
                className="block truncate font-medium hover:underline"
                title={row.name}
              >
                {row.name}
              </Link>
              <span className="block truncate font-mono text-xs text-muted">{row.id}</span>
            </TD>
            <TD label="Plan">
              <span className="flex flex-wrap gap-1.5 max-sm:justify-end">
                <Badge tone={row.plan === "free" ? "neutral" : "accent"}>{planOf(row.plan).label}</Badge>
                {row.overridden.length > 0 && <Badge tone="warning">Own limits</Badge>}
              </span>
            </TD>
            <TD label="Members" className="sm:text-right">
              {row.members.toLocaleString("en-US")}
            </TD>
            <TD label="Active keys" className="sm:text-right">
              {row.active_keys.toLocaleString("en-US")}
            </TD>
            <TD label="Requests, 30 days" className="sm:text-right">
              {row.requests_30d.toLocaleString("en-US")}
            </TD>
            <TD label="Created" className="text-muted sm:whitespace-nowrap sm:max-lg:hidden">
              {utcDay(row.created_at)}
            </TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
