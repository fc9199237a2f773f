import type { Tone } from "@/components/ui/badge";
import type { Delivery } from "@/lib/features/webhooks/delivery-contract";
import type { Webhook } from "@/lib/features/webhooks/webhook-contract";

/** What tells whether an endpoint is on, and why not. */
export type WebhookState = Pick<Webhook, "enabled" | "disabled_reason" | "failing_since">;

/** How an endpoint is doing, in a word. */
export function webhookStatus({ enabled, disabled_reason, failing_since }: WebhookState): {
  label: string;
  tone: Tone;
} {
  if (!enabled)
    return disabled_reason ? { label: "Switched off", tone: "danger" } : { label: "Disabled", tone: "neutral" };
  return failing_since ? { label: "Failing", tone: "warning" } : { label: "Enabled", tone: "success" };
}

/** The share of finished deliveries that arrived, such as `99.2%`; null while none is finished. */
export function successRate({ succeeded, failed }: Webhook["health"]): string | null {
  const finished = succeeded + failed;
  if (finished === 0) return null;
  // Rounded down: what failed must not vanish in a hundred per cent.
  const percent = Math.floor((succeeded / finished) * 1_000) / 10;
  return `${percent.toLocaleString("en")}%`;
}

const deliveryLabels: Record<Delivery["status"], { label: string; tone: Tone }> = {
  succeeded: { label: "Delivered", tone: "success" },
  pending: { label: "Pending", tone: "warning" },
  failed: { label: "Failed", tone: "danger" },
  cancelled: { label: "Cancelled", tone: "neutral" },
};

/** A delivery's state; one that has failed before and is waiting says so, and one that was never sent. */
export function deliveryStatus({ status, attempts }: Delivery): { label: string; tone: Tone } {
  if (status === "pending" && attempts.length > 0) return { label: "Retrying", tone: "warning" };
  if (status === "cancelled" && attempts.length === 0) return { label: "Not sent", tone: "neutral" };
  return deliveryLabels[status];
}

/** `All events`, or how many. */
export function eventSummary(events: readonly string[]): string {
  if (events.includes("*")) return "All events";
  return events.length === 1 ? (events[0] ?? "") : `${events.length} events`;
}
