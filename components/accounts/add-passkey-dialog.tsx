"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { about } from "@/components/ui/form-problems";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { addPasskeyContract, type beginPasskeyContract, NewPasskey } from "@/lib/features/accounts/factors-contract";
import { call } from "@/lib/http/call";
import type { ResultOf } from "@/lib/http/contract";
import { deviceOf } from "@/lib/platform/user-agent";
import { makePasskey, passkeyFailureText } from "./passkey-browser";
import { recoveryCodesReveal } from "./recovery-codes";
import { useRefreshFactors } from "./use-refresh-factors";

/** Names a passkey, lets the browser make it, and then shows recovery codes where they are new. */
export function AddPasskeyDialog({
  begun: { challenge_token, options },
  onClose,
}: {
  begun: ResultOf<typeof beginPasskeyContract>;
  onClose: () => void;
}) {
  const form = useContractForm({
    values: { name: deviceOf(navigator.userAgent).name },
    // Before the browser makes it: a device would keep one that is refused afterwards.
    schema: NewPasskey.pick({ name: true }),
    words: { name: about("The name") },
    send: async ({ name }) => {
      const credential = await makePasskey(options);
      return call(addPasskeyContract, { body: { challenge_token, name, credential } });
    },
    alertOf: passkeyFailureText,
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="Add a passkey"
      description="Your browser asks where to keep it: on this device, on your phone, or on a security key."
      submitLabel="Continue"
      refresh={useRefreshFactors()}
      saved={() => ({ title: "Passkey added" })}
      reveal={({ recovery_codes: codes }) => recoveryCodesReveal(codes)}
    >
      <TextField
        control={form.control}
        name="name"
        label="Name"
        hint="By which you know it later."
        autoFocus
        maxLength={60}
        autoComplete="off"
      />
    </FormDialog>
  );
}
