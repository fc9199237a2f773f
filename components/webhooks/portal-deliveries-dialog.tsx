"use client";
import { Dialog } from "@/components/ui/dialog";
import { ListFrame } from "@/components/ui/list-frame";
import { useList } from "@/components/ui/use-list";
import { type PortalWebhook, portalWebhookContracts } from "@/lib/features/webhooks/portal-webhook-contract";
import { call } from "@/lib/http/call";
import { type DeliveryCalls, deliveryParams } from "./delivery-calls";
import { DeliveryRows } from "./delivery-rows";
import { portalDeliveryList, portalWebhookGroup } from "./portal-webhook-list";
import { hasPending, refreshMsOf } from "./refresh-pace";

const calls: DeliveryCalls = {
  group: portalWebhookGroup,
  read: (delivery, signal) => call(portalWebhookContracts.delivery, { params: deliveryParams(delivery) }, { signal }),
  redeliver: (delivery) => call(portalWebhookContracts.redeliver, { params: deliveryParams(delivery) }),
};

/** What was sent to an endpoint of the customer's, newest first; each opens to its attempts and can be sent again. */
export function PortalDeliveriesDialog({ webhook, onClose }: { webhook: PortalWebhook; onClose: () => void }) {
  const list = useList(portalDeliveryList(webhook.id), {
    refreshMs: (rows) => refreshMsOf(hasPending(rows), webhook),
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Deliveries to ${new URL(webhook.url).host}`}
      description="Kept for 30 days. Times are when the event was handed out."
    >
      <ListFrame
        inCard
        list={list}
        nouns={["delivery", "deliveries"]}
        empty={{ title: "No deliveries yet", body: "Nothing was sent yet. Send a test to see one." }}
      >
        {(deliveries) => (
          <DeliveryRows
            deliveries={deliveries}
            barred={webhook.enabled ? null : "Enable the endpoint first"}
            calls={calls}
          />
        )}
      </ListFrame>
    </Dialog>
  );
}
