"use client";
import type { ReactNode } from "react";
import { FormDialog, type Saved } from "@/components/ui/form-dialog";
import type { ContractForm } from "@/components/ui/use-contract-form";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { useRefreshApiKeys } from "./use-api-keys";

/** What every dialog about a key's credits is told. */
export type CreditsDialogProps = { apiKey: ApiKey; onClose: (changed: boolean) => void };

/** A dialog that changes the credits of one key. */
export function CreditsDialog<V extends object, R>({
  apiKey: { name },
  onClose,
  ...shown
}: CreditsDialogProps & {
  form: ContractForm<V, R>;
  submitLabel: string;
  saved: (result: R) => Saved;
  children: ReactNode;
}) {
  return (
    <FormDialog
      {...shown}
      onClose={(saved) => onClose(saved !== undefined)}
      title={`Credits of “${name}”`}
      description="They count from the next request on, for this key and those that take its place."
      refresh={useRefreshApiKeys()}
    />
  );
}
