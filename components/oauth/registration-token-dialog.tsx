"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { revealOf } from "@/components/ui/secret-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { revealedRegistrationToken } from "./app-secret";

type Props = { open: boolean; onClose: () => void; issuer: string; refresh: () => unknown };

/** Makes an initial access token and shows it in the same dialog. */
export function RegistrationTokenDialog({ open, onClose, issuer, refresh }: Props) {
  const form = useContractForm({
    values: {},
    send: () => call(dashboardAppContracts.createRegistrationToken, {}),
    creates: "token",
  });
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="Create a registration token"
      description="Its holder can register apps in this organization for seven days. An app that registers may ask users for everything but administration."
      submitLabel="Create token"
      refresh={refresh}
      reveal={(made) => revealOf("Copy the registration token", revealedRegistrationToken(made, issuer))}
    >
      <p className="text-sm text-muted">
        Give it to the person or program that sets the app up, not to the app’s users.
      </p>
    </FormDialog>
  );
}
