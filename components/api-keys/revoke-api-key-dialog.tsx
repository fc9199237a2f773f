"use client";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LastUsed } from "@/components/ui/last-used";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { call } from "@/lib/http/call";
import { environmentLabels } from "./key-product";
import { needsTypedName } from "./key-status";
import { useRefreshApiKeys } from "./use-api-keys";

type Props = { apiKey: ApiKey; nowMs: number; onClose: (revoked: boolean) => void };

/** Asks once, saying who would notice, and revokes. */
export function RevokeApiKeyDialog({ apiKey, nowMs, onClose }: Props) {
  const [descendants, setDescendants] = useState(false);
  const replaced = apiKey.replacedBy !== null;
  return (
    <ConfirmDialog
      danger
      title={replaced ? `End “${apiKey.name}” now?` : `Revoke “${apiKey.name}”?`}
      confirmLabel={replaced ? "End now" : "Revoke key"}
      action={() =>
        call(dashboardApiKeyContracts.revoke, {
          params: { id: apiKey.id },
          query: descendants ? { descendants: "true" } : {},
        })
      }
      saved={() => ({
        title: `“${apiKey.name}” is revoked`,
        description: "It stops working everywhere within a second.",
      })}
      refresh={useRefreshApiKeys()}
      onClose={onClose}
      requireText={needsTypedName(apiKey, nowMs) ? apiKey.name : undefined}
    >
      <p>
        <LastUsed hint={`${apiKey.hint} (${environmentLabels[apiKey.environment]})`} at={apiKey.lastUsedAt}>
          {apiKey.lastUsedIp && ` from ${apiKey.lastUsedIp}`}
        </LastUsed>
      </p>
      <p>
        Requests with it are refused at once. This cannot be undone.
        {!replaced && " To replace a key without a gap, rotate it instead."}
      </p>
      {replaced ? (
        <Checkbox
          checked={descendants}
          onCheckedChange={setDescendants}
          label="Also revoke the keys that were made with it"
          description="They go on with the key that took its place otherwise. Choose this when the key has leaked."
        />
      ) : (
        <p>Keys that were made with it end with it.</p>
      )}
    </ConfirmDialog>
  );
}
