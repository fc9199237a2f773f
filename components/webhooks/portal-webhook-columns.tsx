import { Ellipsis, History, KeyRound, Pencil, Power, Send, Trash2 } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { Menu } from "@/components/ui/menu";
import { NameCell } from "@/components/ui/name-cell";
import type { PortalWebhook } from "@/lib/features/webhooks/portal-webhook-contract";
import { eventSummary, successRate } from "./webhook-status";
import { WebhookStatusBadge } from "./webhook-status-badge";

export type PortalWebhookAction = "test" | "deliveries" | "edit" | "rotate" | "switch" | "delete";

type Context = { onAction: (action: PortalWebhookAction, webhook: PortalWebhook) => void };

/** What an endpoint is called where it is listed: what listens there, or its host. */
export function nameOfWebhook({ description, url }: Pick<PortalWebhook, "description" | "url">): string {
  return description || new URL(url).host;
}

export const portalWebhookColumns: readonly Column<PortalWebhook, Context>[] = [
  {
    label: "Endpoint",
    as: "title",
    cell: (webhook) => <NameCell name={nameOfWebhook(webhook)} title={webhook.url} note={webhook.url} mono />,
  },
  {
    label: "Events",
    from: "md",
    cell: ({ events, environment }) => (
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1" title={events.join(", ")}>
        {eventSummary(events)}
        {environment === "development" && <Badge tone="neutral">Development</Badge>}
      </span>
    ),
  },
  {
    label: "Delivered, 7 days",
    from: "lg",
    cell: ({ health }) => (
      <span>
        {successRate(health) ?? <span className="text-muted">–</span>}
        {health.failed > 0 && <span className="ml-2 text-xs text-muted">{health.failed} failed</span>}
      </span>
    ),
  },
  {
    label: "Status",
    cell: (webhook) => <WebhookStatusBadge webhook={webhook} />,
  },
  {
    label: "Actions",
    as: "menu",
    cell: (webhook, { onAction }) => <Actions webhook={webhook} onAction={onAction} />,
  },
];

function Actions({ webhook, onAction }: Context & { webhook: PortalWebhook }) {
  const { enabled } = webhook;
  const does = (action: PortalWebhookAction) => ({ onSelect: () => onAction(action, webhook) });
  return (
    <Menu
      trigger={
        <Button
          variant="ghost"
          size="sm"
          aria-label={`Actions for the endpoint ${nameOfWebhook(webhook)}`}
          className="px-2"
        >
          <Ellipsis aria-hidden className="size-4" />
        </Button>
      }
      items={[
        {
          label: "Send test",
          icon: <Send aria-hidden />,
          ...does("test"),
          ...(enabled ? {} : { disabled: true, reason: "Enable the endpoint first" }),
        },
        { label: "Deliveries…", icon: <History aria-hidden />, ...does("deliveries") },
        { label: "Edit…", icon: <Pencil aria-hidden />, ...does("edit") },
        { label: "Rotate secret…", icon: <KeyRound aria-hidden />, ...does("rotate") },
        { label: enabled ? "Disable" : "Enable", icon: <Power aria-hidden />, ...does("switch") },
        { label: "Delete…", icon: <Trash2 aria-hidden />, danger: true, ...does("delete") },
      ]}
    />
  );
}
