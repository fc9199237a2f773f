"use client";
import { dashboardWebhookContracts } from "@/lib/features/webhooks/dashboard-webhook-contract";
import type { Webhook } from "@/lib/features/webhooks/webhook-contract";
import { call } from "@/lib/http/call";
import { useRefreshWebhooks } from "./use-webhooks";
import { emptyDraft } from "./webhook-draft";
import { CreateEndpointDialog, EditEndpointDialog } from "./webhook-form-dialogs";
import { revealedSecret } from "./webhook-secret";

/** Adds an endpoint of the organization's. */
export function CreateWebhookDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <CreateEndpointDialog
      open={open}
      onClose={onClose}
      values={emptyDraft}
      schema={dashboardWebhookContracts.create.body}
      bodyOf={(values) => values}
      send={(body) => call(dashboardWebhookContracts.create, { body })}
      revealed={revealedSecret}
      refresh={useRefreshWebhooks()}
      draft="webhook"
    />
  );
}

type EditProps = { webhook: Webhook; onClose: (changed: boolean) => void };

/** Changes an endpoint of the organization's. */
export function EditWebhookDialog({ webhook, onClose }: EditProps) {
  const { id, url, description, events, product, environment } = webhook;
  return (
    <EditEndpointDialog
      onClose={(saved) => onClose(saved !== undefined)}
      values={{ url, description, events, product, environment }}
      schema={dashboardWebhookContracts.update.body}
      send={(body) => call(dashboardWebhookContracts.update, { params: { id }, body })}
      refresh={useRefreshWebhooks()}
    />
  );
}
