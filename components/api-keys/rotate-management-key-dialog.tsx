"use client";
import { type ManagementKey, rotateManagementKeyContract } from "@/lib/features/api-keys/management-contract";
import { call } from "@/lib/http/call";
import { useRefreshManagementKeys } from "./management-key-list";
import { revealedManagementKey } from "./management-key-secret";
import { SuccessorDialog } from "./successor-dialog";

/** Replaces a management key. */
export function RotateManagementKeyDialog({
  managementKey: { id, name, expires_at },
  onClose,
}: {
  managementKey: ManagementKey;
  onClose: () => void;
}) {
  return (
    <SuccessorDialog
      title={`Rotate “${name}”`}
      description="A new key with the same rights takes its place and goes on for the API keys that it made. It works as yours from then on."
      submitLabel="Rotate key"
      schema={rotateManagementKeyContract.body}
      send={(body) => call(rotateManagementKeyContract, { params: { id }, body })}
      expiresAt={expires_at}
      refresh={useRefreshManagementKeys()}
      revealed={revealedManagementKey}
      onClose={onClose}
    />
  );
}
