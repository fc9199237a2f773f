"use client";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { ExpireKeysDialog } from "./expire-keys-dialog";
import { RevokeKeysDialog } from "./revoke-keys-dialog";

/** What can be done with many keys at once. */
export type BulkAction = "revoke" | "expire";

/** The form of what is to be done with the selected keys. */
export function BulkDialog({
  action,
  keys,
  onClose,
}: {
  action: BulkAction;
  keys: readonly ApiKey[];
  onClose: (done: boolean) => void;
}) {
  if (action === "revoke") return <RevokeKeysDialog keys={keys} onClose={onClose} />;
  return <ExpireKeysDialog keys={keys} onClose={onClose} />;
}
