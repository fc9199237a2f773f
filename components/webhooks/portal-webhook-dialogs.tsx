"use client";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import {
  type PortalWebhook,
  type PortalWebhookWithSecret,
  portalWebhookContracts,
} from "@/lib/features/webhooks/portal-webhook-contract";
import { call } from "@/lib/http/call";
import { WebhookDeletion } from "./delete-webhook-dialog";
import { SecretRotation } from "./secret-rotation";
import { useRefreshPortalWebhooks } from "./use-portal-webhooks";
import { emptyDraft } from "./webhook-draft";
import { CreateEndpointDialog, EditEndpointDialog } from "./webhook-form-dialogs";
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

/** Adds an endpoint of the customer's. */
export function CreatePortalWebhookDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <CreateEndpointDialog
      open={open}
      onClose={onClose}
      values={{ ...emptyDraft, product: "portal" }}
      schema={portalWebhookContracts.create.body}
      bodyOf={({ product: _product, ...body }) => body}
      send={(body) => call(portalWebhookContracts.create, { body })}
      revealed={revealed}
      refresh={useRefreshPortalWebhooks()}
      draft="portal-webhook"
    />
  );
}

type Props = { webhook: PortalWebhook; onClose: () => void };

/** Changes an endpoint of the customer's. */
export function EditPortalWebhookDialog({ webhook, onClose }: Props) {
  const { id, url, description, events, environment } = webhook;
  return (
    <EditEndpointDialog
      onClose={onClose}
      values={{ url, description, events, environment, product: "portal" }}
      schema={portalWebhookContracts.update.body}
      send={(body) => call(portalWebhookContracts.update, { params: { id }, body })}
      refresh={useRefreshPortalWebhooks()}
    />
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
