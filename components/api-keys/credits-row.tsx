"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CreditsLeft } from "@/components/ui/credits-left";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { SettingRow } from "@/components/ui/setting-row";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";

const topUp = partOf(async () => (await import("./top-up-dialog")).TopUpDialog);
const first = partOf(async () => (await import("./give-credits-dialog")).GiveCreditsDialog);

/** What is left of a key's credits, and the way to more, or to the first. */
export function CreditsRow({ apiKey, changeable }: { apiKey: ApiKey; changeable: boolean }) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const { credits } = apiKey;
  if (!credits && !changeable) return null;
  return (
    <SettingRow name="Credits">
      <span className="flex items-start justify-between gap-4">
        <span className="min-w-0">{credits ? <CreditsLeft credits={credits} /> : "Not counted"}</span>
        {changeable && (
          <Button size="sm" variant="ghost" className="-my-1.5 shrink-0" onClick={() => setOpen(true)}>
            {credits ? "Add credits" : "Give credits"}
          </Button>
        )}
      </span>
      {isOpen && (
        <OnDemand
          part={credits ? topUp : first}
          apiKey={apiKey}
          onClose={(changed) => {
            setOpen(false);
            if (changed) router.refresh();
          }}
        />
      )}
    </SettingRow>
  );
}
