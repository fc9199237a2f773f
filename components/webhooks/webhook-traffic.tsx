import { DeliveryList, type DeliveryListProps } from "./delivery-list";
import { VerificationCard } from "./verification-card";

/** What was sent to an endpoint, and how its receiver makes sure of that. */
export function WebhookTraffic(props: DeliveryListProps) {
  return (
    <>
      <DeliveryList {...props} />
      <VerificationCard />
    </>
  );
}
