"use client";
import { Building2 } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { Column } from "@/components/ui/column";
import { DayTime } from "@/components/ui/day-time";
import { FilterBar } from "@/components/ui/filter-bar";
import { NameCell } from "@/components/ui/name-cell";
import { TableList } from "@/components/ui/table-list";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import { planIds, planOf } from "@/lib/access/catalogue";
import type { AdminOrganization } from "@/lib/features/administration/contract";
import { organizationFilters, organizationList } from "./administration-lists";

const plans = () => [
  { value: "", label: "Every plan" },
  ...planIds().map((id) => ({ value: id, label: planOf(id).label })),
];

const columns: readonly Column<AdminOrganization>[] = [
  {
    label: "Organization",
    as: "title",
    cell: ({ id, name }) => (
      <NameCell name={name} href={`/dashboard/admin/organizations/${encodeURIComponent(id)}`} note={id} mono />
    ),
  },
  {
    label: "Plan",
    cell: ({ plan, overridden }) => (
      <span className="flex flex-wrap gap-1.5 max-sm:justify-end">
        <Badge tone={plan === "free" ? "neutral" : "accent"}>{planOf(plan).label}</Badge>
        {overridden.length > 0 && <Badge tone="warning">Own limits</Badge>}
      </span>
    ),
  },
  { label: "Members", align: "right", cell: ({ members }) => members.toLocaleString("en-US") },
  { label: "Active keys", align: "right", cell: ({ active_keys }) => active_keys.toLocaleString("en-US") },
  { label: "Requests, 30 days", align: "right", cell: ({ requests_30d }) => requests_30d.toLocaleString("en-US") },
  {
    label: "Created",
    from: "lg",
    className: "text-muted sm:whitespace-nowrap",
    cell: ({ created_at }) => <DayTime at={created_at} />,
  },
];

/** Every organization of the deployment, searched and filtered. */
export function OrganizationsView() {
  const address = useAddress(organizationFilters);
  const list = useList(organizationList(address.values));
  return (
    <TableList
      list={list}
      nouns={["organization", "organizations"]}
      columns={columns}
      rowKey={({ id }) => id}
      address={address}
      filters={
        <FilterBar
          address={address}
          controls={[
            { as: "search", name: "search", label: "Search organizations", placeholder: "Name, member's email or id" },
            { as: "select", name: "plan", label: "Plan", options: plans() },
          ]}
        />
      }
      empty={{ icon: <Building2 />, title: "No organizations", body: "Who registers brings an organization along." }}
    />
  );
}
