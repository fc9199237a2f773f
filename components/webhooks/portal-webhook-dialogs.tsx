"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { revealOf } from "@/components/ui/secret-dialog";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import { useContractForm } from "@/components/ui/use-contract-form";
import {
  type PortalWebhook,
  type PortalWebhookWithSecret,
  portalWebhookContracts,
} from "@/lib/features/webhooks/portal-webhook-contract";
import { call } from "@/lib/http/call";
import { WebhookDeletion } from "./delete-webhook-dialog";
import { SecretRotation } from "./secret-rotation";
import { useRefreshPortalWebhooks } from "./use-portal-webhooks";
import { emptyDraft, type WebhookDraft, webhookWords } from "./webhook-draft";
import { WebhookForm } from "./webhook-form";
import { revealedSecret } from "./webhook-secret";

/** Where the company's customers are, our own name says nothing to them. */
function revealed(made: PortalWebhookWithSecret): RevealedSecret {
  const { snippets = {}, envFile, ...shown } = revealedSecret(made);
  const plain = (text: string) =>
    text.replaceAll("LATCHKEY_WEBHOOK_SECRET", "WEBHOOK_SECRET").replaceAll("/latchkey", "");
  return {
    ...shown,
    ...(envFile ? { envFile: { ...envFile, text: plain(envFile.text) } } : {}),
    snippets: Object.fromEntries(Object.entries(snippets).map(([name, text]) => [name, plain(text)])),
  };
}

/** Adds an endpoint of the customer's and shows its signing secret in the same dialog. The draft survives closing. */
export function CreatePortalWebhookDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const values: WebhookDraft = { ...emptyDraft, product: "portal" };
  const form = useContractForm({
    values,
    schema: portalWebhookContracts.create.body,
    bodyOf: ({ product: _product, ...body }) => body,
    words: webhookWords,
    send: (body) => call(portalWebhookContracts.create, { body }),
    creates: "endpoint",
    draft: "portal-webhook",
  });
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="Add endpoint"
      submitLabel="Add endpoint"
      refresh={useRefreshPortalWebhooks()}
      reveal={(made) => revealOf("Copy the signing secret", revealed(made))}
    >
      <WebhookForm form={form} isNew />
    </FormDialog>
  );
}

type Props = { webhook: PortalWebhook; onClose: () => void };

/** Changes URL, description and events of an endpoint of the customer's. */
export function EditPortalWebhookDialog({ webhook, onClose }: Props) {
  const { id, url, description, events, environment } = webhook;
  const values: WebhookDraft = { url, description, events, environment, product: "portal" };
  const form = useContractForm({
    values,
    schema: portalWebhookContracts.update.body,
    bodyOf: ({ url, description, events }) => ({ url, description, events }),
    words: webhookWords,
    send: (body) => call(portalWebhookContracts.update, { params: { id }, body }),
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="Edit endpoint"
      submitLabel="Save"
      saved={() => ({ title: "Endpoint saved" })}
      refresh={useRefreshPortalWebhooks()}
    >
      <WebhookForm form={form} isNew={false} />
    </FormDialog>
  );
}

/** Replaces the signing secret of an endpoint of the customer's. */
export function RotatePortalSecretDialog({ webhook: { id, previous_secret_ends_at }, onClose }: Props) {
  return (
    <SecretRotation
      overlapEndsAt={previous_secret_ends_at}
      send={(body) => call(portalWebhookContracts.rotateSecret, { params: { id }, body })}
      refresh={useRefreshPortalWebhooks()}
      revealed={revealed}
      onClose={onClose}
    />
  );
}

/** Asks once, and deletes an endpoint of the customer's with the log of its deliveries. */
export function DeletePortalWebhookDialog({ webhook: { id, url }, onClose }: Props) {
  return (
    <WebhookDeletion
      host={new URL(url).host}
      action={() => call(portalWebhookContracts.delete, { params: { id } })}
      onClose={onClose}
      refresh={useRefreshPortalWebhooks()}
    />
  );
}
