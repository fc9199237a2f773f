import { dashboardWebhookContracts } from "@/lib/features/webhooks/dashboard-webhook-contract";
import type { Delivery, DeliveryDetail } from "@/lib/features/webhooks/delivery-contract";
import { call } from "@/lib/http/call";

type Named = Pick<Delivery, "id" | "webhook_id">;

/** By which endpoints a delivery is read and sent again. */
export type DeliveryCalls = {
  /** What is loaded again together. */
  group: string;
  read: (delivery: Named, signal: AbortSignal) => Promise<DeliveryDetail>;
  redeliver: (delivery: Named) => Promise<Delivery>;
};

/** A delivery as paths name it. */
export function deliveryParams({ id, webhook_id }: Named) {
  return { id: webhook_id, delivery_id: id };
}

/** Deliveries to the organization's own endpoints. */
export const ownDeliveries: DeliveryCalls = {
  group: "webhooks",
  read: (delivery, signal) =>
    call(dashboardWebhookContracts.delivery, { params: deliveryParams(delivery) }, { signal }),
  redeliver: (delivery) => call(dashboardWebhookContracts.redeliver, { params: deliveryParams(delivery) }),
};
