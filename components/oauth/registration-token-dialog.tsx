"use client";
import { useMutation } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { failureText, unclearOutcomeText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { exactText } from "@/components/ui/relative-time-text";
import { SecretDialog } from "@/components/ui/secret-dialog";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call, isOutcomeUnknown } from "@/lib/http/call";
import { revealedRegistrationToken } from "./app-secret";

type Props = { open: boolean; onClose: () => void; issuer: string };

/** Makes an initial access token and shows it in the same dialog. */
export function RegistrationTokenDialog({ open, onClose, issuer }: Props) {
  const create = useMutation({ mutationFn: () => call(dashboardAppContracts.createRegistrationToken, {}) });
  const close = () => {
    create.reset();
    onClose();
  };
  const made = create.data;
  return (
    <SecretDialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title="Create a registration token"
      description="Whoever holds it can register apps in this organization for seven days. An app that registers may ask users for everything but administration."
      revealTitle="Copy the registration token"
      pending={create.isPending}
      revealed={made ? revealedRegistrationToken(made.token, exactText(Date.parse(made.expires_at)), issuer) : null}
      footer={
        <>
          <Button onClick={close} disabled={create.isPending}>
            Cancel
          </Button>
          <Button variant="primary" pending={create.isPending} onClick={() => !create.data && create.mutate()}>
            Create token
          </Button>
        </>
      }
    >
      {create.error ? (
        <FormAlert>
          {isOutcomeUnknown(create.error) ? unclearOutcomeText("token") : failureText(create.error)}
        </FormAlert>
      ) : (
        <p className="text-sm text-muted">
          Give it to the person or program that sets the app up, not to the app’s users.
        </p>
      )}
    </SecretDialog>
  );
}
