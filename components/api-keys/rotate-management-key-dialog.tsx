"use client";
import { useState } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
import { SegmentedField } from "@/components/ui/form-fields";
import { revealOf } from "@/components/ui/secret-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { type ManagementKey, rotateManagementKeyContract } from "@/lib/features/api-keys/management-contract";
import { call } from "@/lib/http/call";
import { useRefreshManagementKeys } from "./management-key-list";
import { revealedManagementKey } from "./management-key-secret";
import { gracePeriods, graceText } from "./rotation";

/** Replaces a management key, with a time in which both work, and shows the successor's secret in the same dialog. */
export function RotateManagementKeyDialog({
  managementKey: { id, name, expires_at },
  onClose,
}: {
  managementKey: ManagementKey;
  onClose: () => void;
}) {
  const [openedAtMs] = useState(() => Date.now());
  const refresh = useRefreshManagementKeys();
  const form = useContractForm({
    values: { grace_period_seconds: "86400" },
    schema: rotateManagementKeyContract.body,
    bodyOf: ({ grace_period_seconds }) => ({ grace_period_seconds: Number(grace_period_seconds) }),
    send: (body) => call(rotateManagementKeyContract, { params: { id }, body }),
    creates: "new key",
  });
  const grace = useValue(form.control, "grace_period_seconds");
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title={`Rotate “${name}”`}
      description="A new key with the same rights takes its place and goes on for the API keys that it made. It works as yours from then on."
      submitLabel="Rotate key"
      refresh={refresh}
      reveal={(made) => revealOf("Copy the new key", revealedManagementKey(made))}
    >
      <SegmentedField
        control={form.control}
        name="grace_period_seconds"
        label="The old key stops working"
        hint={graceText(Number(grace), expires_at, openedAtMs)}
        options={gracePeriods}
        autoFocus
      />
    </FormDialog>
  );
}
