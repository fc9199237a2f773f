"use client";
import { dashboardWebhookContracts } from "@/lib/features/webhooks/dashboard-webhook-contract";
import type { Webhook } from "@/lib/features/webhooks/webhook-contract";
import { call } from "@/lib/http/call";
import { SecretRotation } from "./secret-rotation";
import { useRefreshWebhooks } from "./use-webhooks";
import { revealedSecret } from "./webhook-secret";

/** Replaces the signing secret of an endpoint of the organization's. */
export function RotateSecretDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  return (
    <SecretRotation
      overlapEndsAt={webhook.previous_secret_ends_at}
      send={(body) => call(dashboardWebhookContracts.rotateSecret, { params: { id: webhook.id }, body })}
      refresh={useRefreshWebhooks()}
      revealed={revealedSecret}
      onClose={onClose}
    />
  );
}
