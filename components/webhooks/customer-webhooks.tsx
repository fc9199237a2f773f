"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { Column } from "@/components/ui/column";
import { listOf } from "@/components/ui/list-source";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableList } from "@/components/ui/table-list";
import { useList } from "@/components/ui/use-list";
import { type CustomerWebhook, listCustomerWebhooksContract } from "@/lib/features/webhooks/customer-webhook-contract";
import { eventSummary } from "./webhook-status";
import { WebhookStatusBadge } from "./webhook-status-badge";

const deleteDialog = partOf(async () => (await import("./customer-webhook-dialog")).DeleteCustomerWebhookDialog);

const columns: readonly Column<CustomerWebhook, { onDelete: (webhook: CustomerWebhook) => void }>[] = [
  {
    label: "Host",
    as: "title",
    cell: ({ host }) => <span className="block font-mono text-code break-all">{host}</span>,
  },
  {
    label: "Events",
    from: "md",
    cell: ({ events }) => <span title={events.join(", ")}>{eventSummary(events)}</span>,
  },
  { label: "Made", from: "md", cell: ({ created_at }) => <RelativeTime at={created_at} /> },
  {
    label: "Status",
    cell: (webhook) => <WebhookStatusBadge webhook={webhook} />,
  },
  {
    label: "Actions",
    as: "button",
    cell: (webhook, { onDelete }) => (
      <Button
        variant="ghost"
        size="sm"
        aria-label={`Delete the endpoint ${webhook.host}`}
        onClick={() => onDelete(webhook)}
      >
        Delete
      </Button>
    ),
  },
];

/** On a customer's page: the webhook endpoints that they made in their portal, which the company may delete. */
export function CustomerWebhooks({ customerId }: { customerId: string }) {
  const [asked, setAsked] = useState<CustomerWebhook | null>(null);
  const list = useList(
    listOf("customers", listCustomerWebhooksContract, { params: { id: customerId }, query: { limit: 10 } }),
  );
  return (
    <Card
      title="Webhooks"
      description="Endpoints that they made in their portal: these hear of their keys, credits and plans alone"
    >
      <TableList
        inCard
        list={list}
        nouns={["endpoint", "endpoints"]}
        label="Webhook endpoints"
        columns={columns}
        rowKey={({ id }) => id}
        context={{ onDelete: setAsked }}
        empty={{ title: "No endpoints", body: "They add some in a portal that shows webhooks." }}
      />
      {asked && <OnDemand part={deleteDialog} customerId={customerId} webhook={asked} onClose={() => setAsked(null)} />}
    </Card>
  );
}
