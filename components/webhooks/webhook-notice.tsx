import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { ExactTime } from "@/components/ui/exact-time";
import type { Webhook } from "@/lib/features/webhooks/webhook-contract";
import type { WebhookState } from "./webhook-status";

const receiverWorks = "Once the receiver works again, enable it and send the failed deliveries again.";
const disabledTexts: Record<NonNullable<Webhook["disabled_reason"]>, string> = {
  failing: `No delivery to it had succeeded for three days. ${receiverWorks}`,
  gone: `It answered 410 Gone, which asks us to stop. ${receiverWorks}`,
  unreadable_secret:
    "Its signing secret can no longer be read, because the encryption key of the deployment has changed. Rotate the secret, give the new one to the receiver, then enable the endpoint and send the failed deliveries again.",
};

/** What somebody has to know about an endpoint: that it fails, or that it was switched off and why. */
export function WebhookNotice({
  webhook: { enabled, disabled_reason, failing_since },
  name,
}: {
  webhook: WebhookState;
  /** Which of several it is. */
  name?: string;
}) {
  if (!enabled && disabled_reason) {
    return (
      <Notice tone="bg-danger-soft text-danger-text" title={`${name ?? "This endpoint"} was switched off`}>
        {disabledTexts[disabled_reason]}
      </Notice>
    );
  }
  if (!enabled || !failing_since) return null;
  return (
    <Notice
      tone="bg-warning-soft text-warning-text"
      title={name === undefined ? "Deliveries are failing" : `Deliveries to ${name} are failing`}
    >
      Every delivery has failed since <ExactTime at={failing_since} />. Each delivery is tried again for a day; after
      three days without a success the endpoint is switched off.
    </Notice>
  );
}

function Notice({ tone, title, children }: { tone: string; title: string; children: ReactNode }) {
  return (
    <div role="status" className={`flex items-start gap-2.5 rounded-xl px-4 py-3 text-sm ${tone}`}>
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere">{title}</p>
        <p>{children}</p>
      </div>
    </div>
  );
}
