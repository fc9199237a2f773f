"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { failureText, unclearOutcomeText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { SecretDialog } from "@/components/ui/secret-dialog";
import { Segmented } from "@/components/ui/segmented";
import { dashboardWebhookContracts, type Webhook } from "@/lib/features/webhooks/contract";
import { call, isOutcomeUnknown } from "@/lib/http/call";
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
  const formId = useId();
  const [overlap, setOverlap] = useState("86400");
  const refresh = useRefreshWebhooks();
  const rotate = useMutation({
    mutationFn: () =>
      call(dashboardWebhookContracts.rotateSecret, {
        params: { id: webhook.id },
        body: { overlap_seconds: Number(overlap) },
      }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!rotate.isPending && !rotate.data) rotate.mutate();
  };
  const close = () => {
    if (rotate.data || isOutcomeUnknown(rotate.error)) void refresh();
    onClose();
  };
  return (
    <SecretDialog
      open
      onOpenChange={(next) => !next && close()}
      title="Rotate the signing secret"
      description="A new secret signs from now on. During the overlap every request carries both signatures, so your receiver may switch at any moment."
      revealTitle="Copy the new signing secret"
      pending={rotate.isPending}
      revealed={rotate.data ? revealedSecret(rotate.data) : null}
      footer={
        <>
          <Button onClick={close} disabled={rotate.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={rotate.isPending}>
            Rotate secret
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-2">
        {rotate.error && (
          <FormAlert>
            {isOutcomeUnknown(rotate.error) ? unclearOutcomeText("new secret") : failureText(rotate.error)}
          </FormAlert>
        )}
        <span className="text-sm font-medium">The old secret stops signing</span>
        <Segmented label="The old secret stops signing" value={overlap} onValueChange={setOverlap} options={overlaps} />
        {webhook.previous_secret_ends_at && (
          <p className="text-sm text-warning-text">
            The secret before this one still signs; rotating again ends it at once.
          </p>
        )}
      </form>
    </SecretDialog>
  );
}
