"use client";
import { Plus, Webhook as WebhookIcon } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { Tooltip } from "@/components/ui/tooltip";
import { maximumWebhooks, type Webhook } from "@/lib/features/webhooks/contract";
import { useWebhooks } from "./use-webhooks";
import { CreateWebhookDialog } from "./webhook-dialogs";
import { environmentLabels, productLabels } from "./webhook-form";
import { eventSummary, successRate, webhookStatus } from "./webhook-status";

type Props = { webhooks: Webhook[]; loadedAtMs: number; mayManage: boolean };

/** The page of webhooks: the endpoints with their health, and the way to add one. */
export function WebhooksView({ webhooks: first, loadedAtMs, mayManage }: Props) {
  const [creating, setCreating] = useState(false);
  const { data: webhooks } = useWebhooks({ webhooks: first, loadedAtMs });
  const barred = !mayManage
    ? "This needs the role Admin in the organization"
    : webhooks.length >= maximumWebhooks
      ? `An organization has at most ${maximumWebhooks} endpoints`
      : null;
  const add = (label: string) =>
    barred ? (
      <Tooltip content={barred}>
        <Button variant="primary" aria-disabled>
          <Plus aria-hidden className="size-4" />
          {label}
        </Button>
      </Tooltip>
    ) : (
      <Button variant="primary" onClick={() => setCreating(true)}>
        <Plus aria-hidden className="size-4" />
        {label}
      </Button>
    );
  return (
    <>
      <PageHeader
        title="Webhooks"
        description="Signed requests to your own servers when something happens: a key is revoked, a report is ready, a quota is nearly used up."
        actions={add("Add endpoint")}
      />
      {webhooks.length === 0 ? (
        <EmptyState
          icon={<WebhookIcon />}
          title="No endpoints yet"
          body="Add the URL of a server of yours, choose what it should hear of, and send it a test event."
          action={add("Add your first endpoint")}
        />
      ) : (
        <Table aria-label="Webhook endpoints">
          <THead>
            <tr>
              <TH>Endpoint</TH>
              <TH>Product</TH>
              <TH className="sm:max-lg:hidden">Events</TH>
              <TH>Delivered, 7 days</TH>
              <TH className="sm:max-md:hidden">Last delivery</TH>
              <TH>Status</TH>
            </tr>
          </THead>
          <TBody>
            {webhooks.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} />
            ))}
          </TBody>
        </Table>
      )}
      <CreateWebhookDialog open={creating} onClose={() => setCreating(false)} />
    </>
  );
}

function WebhookRow({ webhook }: { webhook: Webhook }) {
  const status = webhookStatus(webhook);
  const { host, pathname } = new URL(webhook.url);
  const rate = successRate(webhook.health);
  return (
    <TR>
      <TD className="max-w-72">
        <Link
          href={`/dashboard/webhooks/${webhook.id}`}
          className="block truncate font-medium text-foreground hover:underline"
          title={webhook.url}
        >
          {webhook.description || host}
        </Link>
        <span className="block truncate font-mono text-xs text-muted">{host + (pathname === "/" ? "" : pathname)}</span>
      </TD>
      <TD label="Product">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 max-sm:justify-end">
          {productLabels[webhook.product]}
          <Badge tone={webhook.environment === "production" ? "accent" : "neutral"}>
            {environmentLabels[webhook.environment]}
          </Badge>
        </span>
      </TD>
      <TD label="Events" className="sm:max-lg:hidden">
        <span title={webhook.events.join(", ")} className="whitespace-nowrap">
          {eventSummary(webhook.events)}
        </span>
      </TD>
      <TD label="Delivered, 7 days">
        {rate ?? <span className="text-muted">–</span>}
        {webhook.health.failed > 0 && <span className="ml-2 text-xs text-muted">{webhook.health.failed} failed</span>}
      </TD>
      <TD label="Last delivery" className="sm:max-md:hidden">
        {webhook.health.last_delivery_at ? (
          <RelativeTime at={webhook.health.last_delivery_at} />
        ) : (
          <span className="text-muted">None in 7 days</span>
        )}
      </TD>
      <TD label="Status">
        <Badge tone={status.tone}>{status.label}</Badge>
      </TD>
    </TR>
  );
}
