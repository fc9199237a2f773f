import { Badge } from "@/components/ui/badge";
import type { Column } from "@/components/ui/column";
import { NameCell } from "@/components/ui/name-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Webhook } from "@/lib/features/webhooks/webhook-contract";
import { environmentLabels, productLabels } from "./webhook-labels";
import { eventSummary, successRate } from "./webhook-status";
import { WebhookStatusBadge } from "./webhook-status-badge";

export const webhookColumns: readonly Column<Webhook>[] = [
  {
    label: "Endpoint",
    as: "title",
    sort: { by: "name", compared: ({ url, description }) => description || new URL(url).host },
    cell: ({ id, url, description }) => {
      const { host, pathname } = new URL(url);
      const place = host + (pathname === "/" ? "" : pathname);
      return <NameCell name={description || host} title={url} href={`/dashboard/webhooks/${id}`} note={place} mono />;
    },
  },
  {
    label: "Product",
    cell: ({ product, environment }) => (
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 max-sm:justify-end">
        {productLabels[product]}
        <Badge tone={environment === "production" ? "accent" : "neutral"}>{environmentLabels[environment]}</Badge>
      </span>
    ),
  },
  {
    label: "Events",
    from: "lg",
    cell: ({ events }) => (
      <span title={events.join(", ")} className="whitespace-nowrap">
        {eventSummary(events)}
      </span>
    ),
  },
  {
    label: "Delivered, 7 days",
    cell: ({ health }) => (
      <span>
        {successRate(health) ?? <span className="text-muted">–</span>}
        {health.failed > 0 && <span className="ml-2 text-xs text-muted">{health.failed} failed</span>}
      </span>
    ),
  },
  {
    label: "Last delivery",
    from: "md",
    sort: { by: "last_delivery", first: "desc", compared: ({ health }) => health.last_delivery_at },
    cell: ({ health }) =>
      health.last_delivery_at ? (
        <RelativeTime at={health.last_delivery_at} />
      ) : (
        <span className="text-muted">None in 7 days</span>
      ),
  },
  {
    label: "Status",
    cell: (webhook) => <WebhookStatusBadge webhook={webhook} />,
  },
];
