"use client";
import { Ban, Ellipsis, Pencil, RefreshCw, SlidersHorizontal } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { isLive, type KeyAction, whyNotAct } from "./key-status";

/** What can be done with a key of the list. */
export function KeyMenu({
  apiKey,
  nowMs,
  onAction,
}: {
  apiKey: ApiKey;
  nowMs: number;
  onAction: (action: KeyAction, key: ApiKey) => void;
}) {
  const router = useRouter();
  const live = isLive(apiKey, nowMs);
  const barred = (action: KeyAction) => {
    const reason = whyNotAct(action, apiKey, nowMs);
    return reason === null ? {} : { disabled: true, reason };
  };
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Actions for ${apiKey.name}`} className="px-2">
          <Ellipsis aria-hidden className="size-4" />
        </Button>
      }
      items={[
        {
          label: "View details",
          icon: <SlidersHorizontal aria-hidden />,
          onSelect: () => router.push(`/dashboard/api-keys/${apiKey.id}`),
        },
        {
          label: "Edit…",
          icon: <Pencil aria-hidden />,
          onSelect: () => onAction("edit", apiKey),
          ...barred("edit"),
        },
        {
          label: "Rotate…",
          icon: <RefreshCw aria-hidden />,
          onSelect: () => onAction("rotate", apiKey),
          ...barred("rotate"),
        },
        {
          label: apiKey.replacedBy && live ? "End now…" : "Revoke…",
          icon: <Ban aria-hidden />,
          danger: true,
          onSelect: () => onAction("revoke", apiKey),
          ...barred("revoke"),
        },
      ]}
    />
  );
}
