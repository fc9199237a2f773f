"use client";
import { useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LastUsed } from "@/components/ui/last-used";
import { revokeManyContract } from "@/lib/features/api-keys/bulk-contract";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { call } from "@/lib/http/call";
import { BulkResults, ChosenKeys } from "./bulk-results";
import { countToType, keyCount, usedLast } from "./bulk-selection";
import { useRefreshApiKeys } from "./use-api-keys";

/** Asks once for all of them, saying which was used last, revokes them, and tells what became of each. */
export function RevokeKeysDialog({ keys, onClose }: { keys: readonly ApiKey[]; onClose: (done: boolean) => void }) {
  const [nowMs] = useState(() => Date.now());
  const typed = countToType(keys, nowMs);
  const last = usedLast(keys);
  return (
    <ConfirmDialog
      danger
      title={`Revoke ${keyCount(keys.length)}?`}
      confirmLabel={`Revoke ${keyCount(keys.length)}`}
      action={() => call(revokeManyContract, { body: { ids: keys.map(({ id }) => id) } })}
      reveal={({ data }) => ({
        title: "What became of them",
        secrets: [],
        content: () => <BulkResults keys={keys} results={data} done="revoked" />,
      })}
      refresh={useRefreshApiKeys()}
      onClose={onClose}
      requireText={typed ?? undefined}
    >
      {last && (
        <p>
          Of these, <bdi className="font-medium text-foreground">{last.name}</bdi>,{" "}
          <LastUsed hint={last.hint} at={last.lastUsedAt} />
        </p>
      )}
      <p>
        Requests with them are refused at once, and keys that were made with them end with them. This cannot be undone.
      </p>
      <ChosenKeys keys={keys} />
      {typed !== null && (
        <p className="text-warning-text">
          {typed === "1"
            ? "1 of them is a production key that was used in the last week."
            : `${typed} of them are production keys that were used in the last week.`}
        </p>
      )}
    </ConfirmDialog>
  );
}
