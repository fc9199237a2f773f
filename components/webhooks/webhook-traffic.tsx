import type { Webhook } from "@/lib/features/webhooks/webhook-contract";
import { DeliveryList } from "./delivery-list";
import { VerificationCard } from "./verification-card";

/** What was sent to an endpoint, and how its receiver makes sure of that. */
export function WebhookTraffic(props: { webhook: Webhook; mayManage: boolean }) {
  return (
    <>
      <DeliveryList {...props} />
      <VerificationCard />
    </>
  );
}
