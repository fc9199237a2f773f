"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { revealOf } from "@/components/ui/secret-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { dashboardWebhookContracts } from "@/lib/features/webhooks/dashboard-webhook-contract";
import type { Webhook } from "@/lib/features/webhooks/webhook-contract";
import { call } from "@/lib/http/call";
import { useRefreshWebhooks } from "./use-webhooks";
import { emptyDraft, type WebhookDraft, webhookWords } from "./webhook-draft";
import { WebhookForm } from "./webhook-form";
import { revealedSecret } from "./webhook-secret";

/** Adds an endpoint and shows its signing secret in the same dialog. */
export function CreateWebhookDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const refresh = useRefreshWebhooks();
  const form = useContractForm({
    values: emptyDraft,
    schema: dashboardWebhookContracts.create.body,
    words: webhookWords,
    send: (body) => call(dashboardWebhookContracts.create, { body }),
    creates: "endpoint",
    draft: "webhook",
  });
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="Add endpoint"
      submitLabel="Add endpoint"
      refresh={refresh}
      reveal={(made) => revealOf("Copy the signing secret", revealedSecret(made))}
    >
      <WebhookForm form={form} isNew />
    </FormDialog>
  );
}

/** Changes URL, description and events of an endpoint. */
export function EditWebhookDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const refresh = useRefreshWebhooks();
  const { url, description, events, product, environment } = webhook;
  const values: WebhookDraft = { url, description, events, product, environment };
  const form = useContractForm({
    values,
    schema: dashboardWebhookContracts.update.body,
    bodyOf: ({ url, description, events }) => ({ url, description, events }),
    words: webhookWords,
    send: (body) => call(dashboardWebhookContracts.update, { params: { id: webhook.id }, body }),
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="Edit endpoint"
      submitLabel="Save"
      saved={() => ({ title: "Endpoint saved" })}
      refresh={refresh}
    >
      <WebhookForm form={form} isNew={false} />
    </FormDialog>
  );
}
