"use client";
import { useMutation } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { failureText, unclearOutcomeText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { SecretDialog } from "@/components/ui/secret-dialog";
import { dashboardAppContracts, type OAuthAppView } from "@/lib/features/oauth/contract";
import { call, isOutcomeUnknown } from "@/lib/http/call";
import { revealedAppSecret } from "./app-secret";
import { useRefreshOAuthApps } from "./use-oauth-apps";

type Props = { app: OAuthAppView; issuer: string; open: boolean; onClose: () => void };

/** Adds a secret beside the one in use and shows it in the same dialog. */
export function AddSecretDialog({ app, issuer, open, onClose }: Props) {
  const refresh = useRefreshOAuthApps();
  const add = useMutation({
    mutationFn: () => call(dashboardAppContracts.addSecret, { params: { client_id: app.client_id } }),
  });
  const close = () => {
    // Only now, so that the page does not move under the secret.
    if (add.data || isOutcomeUnknown(add.error)) void refresh();
    add.reset();
    onClose();
  };
  return (
    <SecretDialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title="Add a client secret"
      revealTitle="Copy the client secret"
      pending={add.isPending}
      revealed={add.data ? revealedAppSecret(app, add.data.client_secret, issuer) : null}
      footer={
        <>
          <Button onClick={close} disabled={add.isPending}>
            Cancel
          </Button>
          <Button variant="primary" pending={add.isPending} onClick={() => !add.data && add.mutate()}>
            Add secret
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm text-muted">
        <p>Both secrets work until you revoke one, so your servers can change over at their own pace.</p>
        {add.error && (
          <FormAlert>{isOutcomeUnknown(add.error) ? unclearOutcomeText("secret") : failureText(add.error)}</FormAlert>
        )}
      </div>
    </SecretDialog>
  );
}
