"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/toast";
import { type ApiKey, dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { environmentLabels } from "./key-product";
import { needsTypedName } from "./key-status";
import { useRefreshApiKeys } from "./use-api-keys";

/** Asks once, saying who would notice, and revokes. */
export function RevokeApiKeyDialog({
  apiKey,
  nowMs,
  onClose,
}: {
  apiKey: ApiKey;
  nowMs: number;
  onClose: (revoked: boolean) => void;
}) {
  const refresh = useRefreshApiKeys();
  const toast = useToast();
  const [descendants, setDescendants] = useState(false);
  const revoke = useMutation({
    mutationFn: () =>
      call(dashboardApiKeyContracts.revoke, {
        params: { id: apiKey.id },
        query: descendants ? { descendants: "true" } : {},
      }),
    onSuccess: () => {
      void refresh();
      toast.show({
        title: `“${apiKey.name}” is revoked`,
        description: "It stops working everywhere within a second.",
        tone: "success",
      });
      onClose(true);
    },
  });
  const replaced = apiKey.replacedBy !== null;
  return (
    <ConfirmDialog
      open
      danger
      onOpenChange={(open) => !open && onClose(false)}
      title={replaced ? `End “${apiKey.name}” now?` : `Revoke “${apiKey.name}”?`}
      confirmLabel={replaced ? "End now" : "Revoke key"}
      pending={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      {...(needsTypedName(apiKey, nowMs) ? { requireText: apiKey.name } : {})}
      body={
        <div className="flex flex-col gap-3">
          <p>
            <span className="font-mono text-foreground">{apiKey.hint}</span> ({environmentLabels[apiKey.environment]}){" "}
            {apiKey.lastUsedAt ? (
              <>
                was last used{" "}
                <strong className="text-foreground">
                  <RelativeTime at={apiKey.lastUsedAt} />
                </strong>
                {apiKey.lastUsedIp && ` from ${apiKey.lastUsedIp}`}.
              </>
            ) : (
              "was never used."
            )}
          </p>
          <p>
            Requests with it are refused at once. This cannot be undone.
            {!replaced && " To replace a key without a gap, rotate it instead."}
          </p>
          {replaced ? (
            <Checkbox
              checked={descendants}
              onCheckedChange={setDescendants}
              disabled={revoke.isPending}
              label="Also revoke the keys that were made with it"
              description="They go on with the key that took its place otherwise. Choose this when the key has leaked."
            />
          ) : (
            <p>Keys that were made with it end with it.</p>
          )}
          {revoke.error && <FormAlert>{failureText(revoke.error)}</FormAlert>}
        </div>
      }
    />
  );
}
