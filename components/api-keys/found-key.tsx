"use client";
import { X } from "lucide-react";
import { IntentLink } from "@/components/layout/intent-link";
import { Button } from "@/components/ui/button";
import { LastUsed } from "@/components/ui/last-used";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { KeyStatusBadge } from "./key-badges";
import { isLive, type KeyAction, whyNotAct } from "./key-status";
import type { Found } from "./use-found-key";

/** Says which key a pasted secret belongs to, and leads to ending it. */
export function FoundKey({
  found,
  onAction,
  onDismiss,
}: {
  found: Found;
  onAction: (action: KeyAction, key: ApiKey) => void;
  onDismiss: () => void;
}) {
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border bg-surface px-3 py-2 text-sm shadow-panel">
      {found === "looking" && <span className="text-muted">Looking for the key that you pasted…</span>}
      {found !== "looking" && "problem" in found && <span>{found.problem}</span>}
      {found !== "looking" && "key" in found && <FoundLine found={found} onAction={onAction} />}
      <Button variant="ghost" size="sm" aria-label="Dismiss" onClick={onDismiss} className="ml-auto px-2">
        <X aria-hidden className="size-4" />
      </Button>
    </div>
  );
}

function FoundLine({
  found: { key, atMs },
  onAction,
}: {
  found: { key: ApiKey; atMs: number };
  onAction: (action: KeyAction, key: ApiKey) => void;
}) {
  const reason = whyNotAct("revoke", key, atMs);
  return (
    <>
      <span className="text-muted">
        The key that you pasted is{" "}
        <IntentLink href={`/dashboard/api-keys/${key.id}`} className="font-medium text-foreground underline">
          <bdi>{key.name}</bdi>
        </IntentLink>
        : <LastUsed hint={key.hint} at={key.lastUsedAt} />
      </span>
      <KeyStatusBadge apiKey={key} nowMs={atMs} />
      {reason === null ? (
        <Button variant="danger" size="sm" onClick={() => onAction("revoke", key)}>
          Revoke…
        </Button>
      ) : (
        isLive(key, atMs) && <span className="text-muted">{reason}.</span>
      )}
    </>
  );
}
