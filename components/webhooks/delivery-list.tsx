"use client";
import { useMutation } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useEffect } from "react";
import { Card } from "@/components/ui/card";
import { failureText } from "@/components/ui/failure-text";
import { FilterBar } from "@/components/ui/filter-bar";
import { ListFrame } from "@/components/ui/list-frame";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { useToast } from "@/components/ui/toast";
import { useAddress } from "@/components/ui/use-address";
import { useList } from "@/components/ui/use-list";
import { dashboardWebhookContracts } from "@/lib/features/webhooks/dashboard-webhook-contract";
import type { Webhook } from "@/lib/features/webhooks/webhook-contract";
import { call } from "@/lib/http/call";
import { ownDeliveries } from "./delivery-calls";
import { DeliveryRows } from "./delivery-rows";
import { hasPending, refreshMsOf } from "./refresh-pace";
import { useRefreshWebhooks } from "./use-webhooks";
import { deliveryFilters, deliveryList } from "./webhook-lists";

const statuses = [
  { value: "", label: "All" },
  { value: "succeeded", label: "Delivered" },
  { value: "pending", label: "Pending" },
  { value: "failed", label: "Failed" },
  { value: "cancelled", label: "Cancelled" },
];

export type DeliveryListProps = {
  webhook: Webhook;
  mayManage: boolean;
  /** Hears whether a listed delivery is on its way. */
  onPending: (isPending: boolean) => void;
};

/** What was sent to an endpoint, newest first; each opens to its attempts. The filter is kept in the address. */
export function DeliveryList({ webhook, mayManage, onPending }: DeliveryListProps) {
  const address = useAddress(deliveryFilters);
  const list = useList(deliveryList(webhook.id, address.values), {
    refreshMs: (rows) => refreshMsOf(hasPending(rows), webhook),
  });
  const isPending = hasPending(list.rows);
  useEffect(() => onPending(isPending), [onPending, isPending]);
  const barred = whyNotSend(webhook, mayManage);
  return (
    <Card
      title="Deliveries"
      description="Kept for 30 days. Times are when the event was handed out."
      actions={<RedeliverFailed webhook={webhook} barred={barred} />}
    >
      <ListFrame
        list={list}
        nouns={["delivery", "deliveries"]}
        address={address}
        filters={
          <FilterBar
            address={address}
            controls={[{ as: "segmented", name: "status", label: "Status", options: statuses }]}
          />
        }
        empty={{ title: "No deliveries yet", body: "Nothing was sent yet. Send a test to see one." }}
        inCard
      >
        {(deliveries) => <DeliveryRows deliveries={deliveries} barred={barred} calls={ownDeliveries} />}
      </ListFrame>
    </Card>
  );
}

/** Why nothing can be sent to the endpoint again; null when it can. */
function whyNotSend({ enabled }: Webhook, mayManage: boolean): string | null {
  if (!mayManage) return "This needs the role Admin in the organization";
  return enabled ? null : "Enable the endpoint first";
}

function RedeliverFailed({ webhook, barred }: { webhook: Webhook; barred: string | null }) {
  const refresh = useRefreshWebhooks();
  const toast = useToast();
  const send = useMutation({
    mutationFn: () => call(dashboardWebhookContracts.redeliverFailed, { params: { id: webhook.id }, body: {} }),
    onSuccess: ({ redelivered, remaining }) => {
      void refresh();
      const more = remaining > 0 ? `; ${remaining.toLocaleString("en")} more are left` : "";
      toast.show(
        redelivered === 0
          ? { title: "There is nothing to send again" }
          : { title: `${redelivered.toLocaleString("en")} on their way again${more}`, tone: "success" },
      );
    },
    onError: (error) => toast.show({ title: failureText(error), tone: "danger" }),
  });
  return (
    <ReasonedButton size="sm" reason={barred} pending={send.isPending} onClick={() => send.mutate()}>
      <RotateCw aria-hidden className="size-4" />
      Redeliver undelivered
    </ReasonedButton>
  );
}
