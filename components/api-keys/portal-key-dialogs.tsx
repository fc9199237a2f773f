"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LastUsed } from "@/components/ui/last-used";
import { envFile, envFileName } from "@/components/ui/request-snippets";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import {
  type CreatedPortalKey,
  type PortalKey,
  revokePortalKeyContract,
  rotatePortalKeyContract,
} from "@/lib/features/api-keys/portal-contract";
import { call } from "@/lib/http/call";
import { SuccessorDialog } from "./successor-dialog";
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

/** Replaces a key of the customer's. */
export function ReplacePortalKeyDialog({ portalKey: { id, name, expires_at }, onClose }: Props) {
  return (
    <SuccessorDialog
      title={`Replace “${name}”`}
      description={
        expires_at === null
          ? "A new key with the same rights takes its place."
          : "A new key with the same rights takes its place. It ends when this one would have."
      }
      submitLabel="Replace key"
      schema={rotatePortalKeyContract.body}
      send={(body) => call(rotatePortalKeyContract, { params: { id }, body })}
      expiresAt={expires_at}
      refresh={useRefreshPortalKeys()}
      revealed={revealedPortalKey}
      onClose={onClose}
    />
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
