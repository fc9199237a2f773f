"use client";
import { useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FormDialog } from "@/components/ui/form-dialog";
import { SegmentedField } from "@/components/ui/form-fields";
import { LastUsed } from "@/components/ui/last-used";
import { envFile, envFileName } from "@/components/ui/request-snippets";
import { revealOf } from "@/components/ui/secret-dialog";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import {
  type CreatedPortalKey,
  type PortalKey,
  revokePortalKeyContract,
  rotatePortalKeyContract,
} from "@/lib/features/api-keys/portal-contract";
import { call } from "@/lib/http/call";
import { gracePeriods, graceText } from "./rotation";
import { useRefreshPortalKeys } from "./use-portal-keys";

type Props = { portalKey: PortalKey; onClose: () => void };

/** A new key of a customer's as the reveal step shows it. */
export function revealedPortalKey({ data, key }: CreatedPortalKey): RevealedSecret {
  return {
    secret: key,
    label: "API key",
    envFile: { name: envFileName(data.name), text: envFile("API_KEY", key, [`${data.name}: ${data.product_label}`]) },
  };
}

/** Replaces a key, with a time in which both work, and shows the successor's secret in the same dialog. */
export function ReplacePortalKeyDialog({ portalKey: { id, name, expires_at }, onClose }: Props) {
  const [openedAtMs] = useState(() => Date.now());
  const form = useContractForm({
    values: { grace_period_seconds: "86400" },
    schema: rotatePortalKeyContract.body,
    bodyOf: ({ grace_period_seconds }) => ({ grace_period_seconds: Number(grace_period_seconds) }),
    send: (body) => call(rotatePortalKeyContract, { params: { id }, body }),
    creates: "new key",
  });
  const grace = useValue(form.control, "grace_period_seconds");
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title={`Replace “${name}”`}
      description={
        expires_at === null
          ? "A new key with the same rights takes its place."
          : "A new key with the same rights takes its place. It ends when this one would have."
      }
      submitLabel="Replace key"
      refresh={useRefreshPortalKeys()}
      reveal={(made) => revealOf("Copy the new key", revealedPortalKey(made))}
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

/** Asks once, saying who would notice, and revokes. */
export function RevokePortalKeyDialog({ portalKey: { id, name, hint, last_used_at }, onClose }: Props) {
  return (
    <ConfirmDialog
      danger
      title={`Revoke “${name}”?`}
      confirmLabel="Revoke key"
      action={() => call(revokePortalKeyContract, { params: { id } })}
      saved={() => ({ title: `“${name}” is revoked`, description: "It stops working everywhere within a second." })}
      refresh={useRefreshPortalKeys()}
      onClose={onClose}
    >
      <p>
        <LastUsed hint={hint} at={last_used_at} />
      </p>
      <p>
        Requests with it are refused at once. This cannot be undone. To exchange a key without a gap, replace it
        instead.
      </p>
    </ConfirmDialog>
  );
}
