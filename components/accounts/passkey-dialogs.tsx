"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FormDialog } from "@/components/ui/form-dialog";
import { about } from "@/components/ui/form-problems";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import {
  type PasskeyView,
  removeAuthenticatorContract,
  removePasskeyContract,
  renamePasskeyContract,
} from "@/lib/features/accounts/factors-contract";
import { call } from "@/lib/http/call";
import { useRefreshFactors } from "./use-refresh-factors";

type Props = { passkey: PasskeyView; onClose: () => void };

export function RenamePasskeyDialog({ passkey: { id, name }, onClose }: Props) {
  const refresh = useRefreshFactors();
  const rename = (body: { name: string }) => call(renamePasskeyContract, { params: { id }, body });
  const undo = async () => {
    await rename({ name });
    await refresh();
  };
  const form = useContractForm({
    values: { name },
    schema: renamePasskeyContract.body,
    words: { name: about("The name") },
    send: rename,
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="Rename passkey"
      submitLabel="Rename"
      refresh={refresh}
      saved={() => ({ title: "Passkey renamed", undo })}
    >
      <TextField control={form.control} name="name" label="Name" autoFocus maxLength={60} autoComplete="off" />
    </FormDialog>
  );
}

export function RemovePasskeyDialog({ passkey: { id, name }, isLast, onClose }: Props & { isLast: boolean }) {
  return (
    <ConfirmDialog
      danger
      title={`Remove “${name}”?`}
      confirmLabel="Remove passkey"
      action={() => call(removePasskeyContract, { params: { id } })}
      saved={() => ({ title: "Passkey removed", description: "Your other sessions were signed out." })}
      refresh={useRefreshFactors()}
      onClose={onClose}
    >
      <p>It no longer signs you in. Delete it on the device that holds it too, which goes on offering it otherwise.</p>
      <WhatEnds isLast={isLast} />
    </ConfirmDialog>
  );
}

export function RemoveAppDialog({ isLast, onClose }: { isLast: boolean; onClose: () => void }) {
  return (
    <ConfirmDialog
      danger
      title="Remove the authenticator app?"
      confirmLabel="Remove app"
      action={() => call(removeAuthenticatorContract, {})}
      saved={() => ({ title: "Authenticator app removed", description: "Your other sessions were signed out." })}
      refresh={useRefreshFactors()}
      onClose={onClose}
    >
      <p>Its codes stop working at once.</p>
      <WhatEnds isLast={isLast} />
    </ConfirmDialog>
  );
}

function WhatEnds({ isLast }: { isLast: boolean }) {
  return (
    <>
      <p>You stay signed in here; your other sessions, session tokens of the API included, end.</p>
      {isLast && (
        <p className="text-warning-text">
          It is your last one: two-step verification is off after that, and your recovery codes end.
        </p>
      )}
    </>
  );
}
