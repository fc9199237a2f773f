"use client";
import { useState } from "react";
import { AddButton } from "@/components/ui/add-button";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LastUsed } from "@/components/ui/last-used";
import { RelativeTime } from "@/components/ui/relative-time";
import { Tooltip } from "@/components/ui/tooltip";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { AddSecretDialog } from "./add-secret-dialog";
import { useRefreshOAuthApps } from "./use-oauth-apps";

type Secret = OAuthAppView["secrets"][number];

/** An app's live secrets, of which there may be two, so that one is replaced without a gap. */
export function AppSecretsCard({ app, issuer }: { app: OAuthAppView; issuer: string }) {
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<Secret | null>(null);
  const full = app.secrets.length > 1;
  return (
    <Card
      title="Client secrets"
      description="To rotate: add a second secret, deploy it, see it used, then revoke the first."
      actions={
        <AddButton
          size="sm"
          reason={full ? "An app has at most two secrets. Revoke one first." : null}
          onClick={() => setAdding(true)}
        >
          Add secret
        </AddButton>
      }
    >
      <ul className="divide-y rounded-lg border" aria-label="Client secrets">
        {app.secrets.map((secret) => (
          <li
            key={secret.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-3 py-2.5 text-sm"
          >
            <span className="min-w-0">
              <span className="block font-mono text-code break-all">{secret.hint}</span>
              <span className="text-muted">
                Added <RelativeTime at={secret.created_at} /> ·{" "}
                {secret.last_used_at ? (
                  <>
                    last used <RelativeTime at={secret.last_used_at} />
                  </>
                ) : (
                  "never used"
                )}
                {secret.expires_at && (
                  <>
                    {" "}
                    · ends <RelativeTime at={secret.expires_at} />
                  </>
                )}
              </span>
            </span>
            {full ? (
              <Button size="sm" onClick={() => setRevoking(secret)} aria-label={`Revoke ${secret.hint}`}>
                Revoke
              </Button>
            ) : (
              <Tooltip content="The only secret cannot be revoked. Add another one first.">
                <Button size="sm" aria-disabled aria-label={`Revoke ${secret.hint}`}>
                  Revoke
                </Button>
              </Tooltip>
            )}
          </li>
        ))}
        {app.secrets.length === 0 && (
          <li className="px-3 py-4 text-sm text-muted">No secret: the app cannot come by tokens until one is added.</li>
        )}
      </ul>
      {adding && <AddSecretDialog app={app} issuer={issuer} onClose={() => setAdding(false)} />}
      {revoking && <RevokeSecretDialog app={app} secret={revoking} onClose={() => setRevoking(null)} />}
    </Card>
  );
}

function RevokeSecretDialog({ app, secret, onClose }: { app: OAuthAppView; secret: Secret; onClose: () => void }) {
  const other = app.secrets.find(({ id }) => id !== secret.id);
  return (
    <ConfirmDialog
      danger
      title="Revoke this secret?"
      confirmLabel="Revoke secret"
      action={() =>
        call(dashboardAppContracts.revokeSecret, { params: { client_id: app.client_id, secret_id: secret.id } })
      }
      saved={() => ({ title: "Secret revoked" })}
      refresh={useRefreshOAuthApps()}
      onClose={onClose}
    >
      <p>
        <LastUsed hint={secret.hint} at={secret.last_used_at} /> Servers that still have it can get no further token;
        tokens issued before go on until they end.
      </p>
      {other?.last_used_at === null && (
        <p className="text-warning-text">The other secret was never used: make sure that it is deployed.</p>
      )}
    </ConfirmDialog>
  );
}
