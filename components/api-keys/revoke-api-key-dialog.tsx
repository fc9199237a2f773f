"use client";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ExactTime } from "@/components/ui/exact-time";
import { LastUsed } from "@/components/ui/last-used";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import type { ApiKey, ApiKeyDetail } from "@/lib/features/api-keys/key-contract";
import { call } from "@/lib/http/call";
import { environmentLabels } from "./key-product";
import { needsTypedName } from "./key-status";
import { useRefreshApiKeys } from "./use-api-keys";

/** A key as a list or its own page tells it: either may know whose place it took. */
type RevokedKey = ApiKey & { replaces?: ApiKeyDetail["replaces"] | readonly ApiKey[] };
type Props = { apiKey: RevokedKey; nowMs: number; onClose: (revoked: boolean) => void };

/** The keys whose place a key took and that still work: they do not end with it. */
function workingFormers({ replaces }: RevokedKey, nowMs: number) {
  return [replaces ?? []]
    .flat()
    .filter((former) => !("works" in former && !former.works))
    .filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > nowMs);
}

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
      {workingFormers(apiKey, nowMs).map(({ id, hint, expiresAt }) => (
        <p key={id}>
          The key whose place it took, <span className="font-mono break-all">{hint}</span>, goes on
          {expiresAt && (
            <>
              {" "}
              until <ExactTime at={expiresAt} />
            </>
          )}
          . End that one too where nothing should work any more.
        </p>
      ))}
      {replaced && !apiKey.endsUnreplaced ? (
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
