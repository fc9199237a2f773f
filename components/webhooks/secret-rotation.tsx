"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { SegmentedField } from "@/components/ui/form-fields";
import { revealOf } from "@/components/ui/secret-dialog";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import { useContractForm } from "@/components/ui/use-contract-form";
import { RotateSecret } from "@/lib/features/webhooks/webhook-contract";

const overlaps = [
  { value: "0", label: "Now" },
  { value: "3600", label: "In 1 hour" },
  { value: "86400", label: "In 24 hours" },
  { value: "604800", label: "In 7 days" },
];

type Props<R> = {
  /** Until when the secret before the present one signs. */
  overlapEndsAt: string | null;
  send: (body: RotateSecret) => Promise<R>;
  refresh: () => unknown;
  revealed: (made: R) => RevealedSecret;
  onClose: () => void;
};

/** Replaces a signing secret, with a time in which both sign, and shows the new one in the same dialog. */
export function SecretRotation<R>({ overlapEndsAt, send, refresh, revealed, onClose }: Props<R>) {
  const form = useContractForm({
    values: { overlap_seconds: "86400" },
    schema: RotateSecret,
    bodyOf: ({ overlap_seconds }) => ({ overlap_seconds: Number(overlap_seconds) }),
    send: (body) => send(body),
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
      reveal={(made) => revealOf("Copy the new signing secret", revealed(made))}
    >
      <SegmentedField
        control={form.control}
        name="overlap_seconds"
        label="The old secret stops signing"
        options={overlaps}
        autoFocus
      />
      {overlapEndsAt && (
        <p className="text-sm text-warning-text">
          The secret before this one still signs; rotating again ends it at once.
        </p>
      )}
    </FormDialog>
  );
}
