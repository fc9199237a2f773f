"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { revealOf } from "@/components/ui/secret-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { revealedAppSecret } from "./app-secret";
import { useRefreshOAuthApps } from "./use-oauth-apps";

type Props = { app: OAuthAppView; issuer: string; open: boolean; onClose: () => void };

/** Adds a secret beside the one in use and shows it in the same dialog. */
export function AddSecretDialog({ app, issuer, open, onClose }: Props) {
  const refresh = useRefreshOAuthApps();
  const form = useContractForm({
    values: {},
    send: () => call(dashboardAppContracts.addSecret, { params: { client_id: app.client_id } }),
    creates: "secret",
  });
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="Add a client secret"
      submitLabel="Add secret"
      refresh={refresh}
      reveal={({ client_secret }) => revealOf("Copy the client secret", revealedAppSecret(app, client_secret, issuer))}
    >
      <p className="text-sm text-muted">
        Both secrets work until you revoke one, so your servers can change over at their own pace.
      </p>
    </FormDialog>
  );
}
