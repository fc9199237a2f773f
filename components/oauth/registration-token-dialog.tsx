"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { revealOf } from "@/components/ui/secret-dialog";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { revealedRegistrationToken } from "./app-secret";

type Props = { onClose: () => void; issuer: string; refresh: () => unknown };

/** Makes an initial access token and shows it in the same dialog. */
export function RegistrationTokenDialog({ onClose, issuer, refresh }: Props) {
  return (
    <ConfirmDialog
      title="Create a registration token"
      confirmLabel="Create token"
      action={() => call(dashboardAppContracts.createRegistrationToken, {})}
      creates="token"
      refresh={refresh}
      reveal={(made) => revealOf("Copy the registration token", revealedRegistrationToken(made, issuer))}
      onClose={onClose}
    >
      <p>
        Its holder can register apps in this organization for seven days. An app that registers may ask users for
        everything but administration.
      </p>
      <p>Give it to the person or program that sets the app up, not to the app’s users.</p>
    </ConfirmDialog>
  );
}
