"use client";
import { useRouter } from "next/navigation";
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

type EditProps = { webhook: Webhook; onClose: () => void };

/** Changes an endpoint of the organization's. */
export function EditWebhookDialog({ webhook, onClose }: EditProps) {
  const { id, url, description, events, product, environment } = webhook;
  const router = useRouter();
  const refreshWebhooks = useRefreshWebhooks();
  const refresh = async () => {
    await refreshWebhooks();
    // The tab's title names the endpoint too.
    router.refresh();
  };
  return (
    <EditEndpointDialog
      onClose={onClose}
      values={{ url, description, events, product, environment }}
      schema={dashboardWebhookContracts.update.body}
      send={(body) => call(dashboardWebhookContracts.update, { params: { id }, body })}
      refresh={refresh}
    />
  );
}
