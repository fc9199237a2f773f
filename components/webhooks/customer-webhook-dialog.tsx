"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useRefresh } from "@/components/ui/use-list";
import { type CustomerWebhook, deleteCustomerWebhookContract } from "@/lib/features/webhooks/customer-webhook-contract";
import { call } from "@/lib/http/call";

/** Asks once, and deletes an endpoint that a customer made. */
export function DeleteCustomerWebhookDialog({
  customerId,
  webhook: { id, host },
  onClose,
}: {
  customerId: string;
  webhook: CustomerWebhook;
  onClose: () => void;
}) {
  return (
    <ConfirmDialog
      danger
      title={`Delete the endpoint ${host}?`}
      confirmLabel="Delete endpoint"
      action={() => call(deleteCustomerWebhookContract, { params: { id: customerId, webhook_id: id } })}
      saved={() => ({ title: "Endpoint deleted" })}
      refresh={useRefresh("customers")}
      onClose={onClose}
    >
      <p>Nothing more is sent to it. While their portal shows webhooks, the customer can add another one.</p>
    </ConfirmDialog>
  );
}
