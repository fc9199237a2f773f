"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { SegmentedField } from "@/components/ui/form-fields";
import { revealOf } from "@/components/ui/secret-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { dashboardWebhookContracts } from "@/lib/features/webhooks/dashboard-webhook-contract";
import type { Webhook } from "@/lib/features/webhooks/webhook-contract";
import { call } from "@/lib/http/call";
import { useRefreshWebhooks } from "./use-webhooks";
import { revealedSecret } from "./webhook-secret";

const overlaps = [
  { value: "0", label: "Now" },
  { value: "3600", label: "In 1 hour" },
  { value: "86400", label: "In 24 hours" },
  { value: "604800", label: "In 7 days" },
];

/** Replaces the signing secret, with a time in which both sign, and shows the new one in the same dialog. */
export function RotateSecretDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const refresh = useRefreshWebhooks();
  const form = useContractForm({
    values: { overlap_seconds: "86400" },
    schema: dashboardWebhookContracts.rotateSecret.body,
    bodyOf: ({ overlap_seconds }) => ({ overlap_seconds: Number(overlap_seconds) }),
    send: (body) => call(dashboardWebhookContracts.rotateSecret, { params: { id: webhook.id }, body }),
    creates: "new secret",
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="Rotate the signing secret"
      description="A new secret signs from now on. During the overlap every request carries both signatures, so your receiver may switch at any moment."
      submitLabel="Rotate secret"
      refresh={refresh}
      reveal={(made) => revealOf("Copy the new signing secret", revealedSecret(made))}
    >
      <SegmentedField
        control={form.control}
        name="overlap_seconds"
        label="The old secret stops signing"
        options={overlaps}
        autoFocus
      />
      {webhook.previous_secret_ends_at && (
        <p className="text-sm text-warning-text">
          The secret before this one still signs; rotating again ends it at once.
        </p>
      )}
    </FormDialog>
  );
}
