import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { ExactTime } from "@/components/ui/exact-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { everyEvent, type Webhook } from "@/lib/features/webhooks/webhook-contract";
import { environmentLabels, productLabels } from "./webhook-labels";
import { successRate } from "./webhook-status";

/** What an endpoint is and how it did lately. */
export function WebhookFacts({ webhook }: { webhook: Webhook }) {
  const { health, events, previous_secret_ends_at: overlapEnd } = webhook;
  return (
    <Card>
      <dl className="grid gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-4">
        <Fact name="Delivered, 7 days">
          <span className="text-lg font-semibold tabular-nums">{successRate(health) ?? "–"}</span>
          <span className="block text-muted tabular-nums">
            {health.succeeded.toLocaleString("en")} delivered, {health.failed.toLocaleString("en")} failed
            {health.pending > 0 && `, ${health.pending.toLocaleString("en")} pending`}
          </span>
        </Fact>
        <Fact name="Last delivery">
          {health.last_delivery_at ? <RelativeTime at={health.last_delivery_at} /> : "None in 7 days"}
        </Fact>
        <Fact name="Events of">
          <span className="flex flex-wrap items-center gap-2">
            {productLabels[webhook.product]}
            <Badge tone={webhook.environment === "production" ? "accent" : "neutral"}>
              {environmentLabels[webhook.environment]}
            </Badge>
          </span>
        </Fact>
        <Fact name="Signing secret">
          {overlapEnd ? (
            <>
              Rotated; the old one signs too until <ExactTime at={overlapEnd} /> (<RelativeTime at={overlapEnd} />)
            </>
          ) : (
            <span className="font-mono">whsec_••••••••</span>
          )}
        </Fact>
        <div className="sm:col-span-2 lg:col-span-4">
          <dt className="text-sm text-muted">Events</dt>
          <dd className="mt-1.5 flex flex-wrap gap-1.5">
            {events.includes(everyEvent) ? (
              <Badge tone="neutral">All events</Badge>
            ) : (
              events.map((event) => (
                <Badge key={event} tone="neutral">
                  <span className="font-mono">{event}</span>
                </Badge>
              ))
            )}
          </dd>
        </div>
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0 text-sm">
      <dt className="text-muted">{name}</dt>
      <dd className="mt-1">{children}</dd>
    </div>
  );
}
