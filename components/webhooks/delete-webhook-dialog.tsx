"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { dashboardWebhookContracts } from "@/lib/features/webhooks/dashboard-webhook-contract";
import { call } from "@/lib/http/call";
import { useRefreshWebhookList } from "./use-webhooks";

/** Asks once, and deletes an endpoint with the log of its deliveries. */
export function DeleteWebhookDialog({
  id,
  host,
  onClose,
}: {
  id: string;
  host: string;
  onClose: (done: boolean) => void;
}) {
  return (
    <WebhookDeletion
      host={host}
      action={() => call(dashboardWebhookContracts.delete, { params: { id } })}
      onClose={onClose}
      refresh={useRefreshWebhookList()}
    />
  );
}

/** The same question for an endpoint of anybody's. */
export function WebhookDeletion({
  host,
  ...how
}: {
  host: string;
  action: () => Promise<unknown>;
  onClose: (done: boolean) => void;
  refresh: () => unknown;
}) {
  return (
    <ConfirmDialog
      {...how}
      danger
      title={`Delete the endpoint ${host}?`}
      confirmLabel="Delete endpoint"
      saved={() => ({ title: "Endpoint deleted" })}
    >
      <p>
        Nothing more is sent to it, and the log of its deliveries goes with it. To stop for a while, disable it instead.
      </p>
    </ConfirmDialog>
  );
}
