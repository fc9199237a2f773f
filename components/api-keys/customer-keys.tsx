"use client";
import { Card } from "@/components/ui/card";
import { CardLink } from "@/components/ui/card-link";
import type { Column } from "@/components/ui/column";
import { LastUsedTime } from "@/components/ui/last-used-time";
import { listOf } from "@/components/ui/list-source";
import { NameCell } from "@/components/ui/name-cell";
import { TableList } from "@/components/ui/table-list";
import { useList } from "@/components/ui/use-list";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { EnvironmentBadge, KeyStatusBadge } from "./key-badges";

const columns: readonly Column<ApiKey, { nowMs: number }>[] = [
  {
    label: "Name",
    as: "title",
    cell: ({ id, name, hint }) => <NameCell name={name} href={`/dashboard/api-keys/${id}`} note={hint} mono />,
  },
  { label: "Environment", from: "md", cell: ({ environment }) => <EnvironmentBadge environment={environment} /> },
  {
    label: "Last used",
    cell: ({ lastUsedAt }) => <LastUsedTime at={lastUsedAt} />,
  },
  { label: "Status", cell: (key, { nowMs }) => <KeyStatusBadge apiKey={key} nowMs={nowMs} /> },
];

/** The keys of one of the organization's customers, newest first. */
export function CustomerKeys({ customerId }: { customerId: string }) {
  const list = useList(
    listOf("customers", dashboardApiKeyContracts.list, { query: { customer_id: customerId, limit: 10 } }),
  );
  return (
    <Card
      title="API keys"
      description="They count together, and stop with the customer"
      actions={<CardLink href="/dashboard/api-keys?create=1">Create API key</CardLink>}
    >
      <TableList
        inCard
        list={list}
        nouns={["API key", "API keys"]}
        columns={columns}
        rowKey={(key) => key.id}
        context={{ nowMs: list.query.dataUpdatedAt }}
        empty={{
          title: "No API keys",
          body: "Create one here or by API, and name the customer's external ID.",
        }}
      />
    </Card>
  );
}
