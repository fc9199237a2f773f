"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { revealOf } from "@/components/ui/secret-dialog";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { revealedAppSecret } from "./app-secret";
import { useRefreshOAuthApps } from "./use-oauth-apps";

type Props = { app: OAuthAppView; issuer: string; onClose: () => void };

/** Adds a secret beside the one in use and shows it in the same dialog. */
export function AddSecretDialog({ app, issuer, onClose }: Props) {
  return (
    <ConfirmDialog
      title="Add a client secret"
      confirmLabel="Add secret"
      action={() => call(dashboardAppContracts.addSecret, { params: { client_id: app.client_id } })}
      creates="secret"
      refresh={useRefreshOAuthApps()}
      reveal={({ client_secret }) => revealOf("Copy the client secret", revealedAppSecret(app, client_secret, issuer))}
      onClose={onClose}
    >
      <p>Both secrets work until you revoke one, so your servers can change over at their own pace.</p>
    </ConfirmDialog>
  );
}
