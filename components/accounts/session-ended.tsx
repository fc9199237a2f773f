"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { isSomethingTyped } from "@/components/ui/typed-forms";
import { readAs, renewWith } from "@/lib/http/call";
import { readerOf } from "@/lib/http/page-reader";
import type { SignedInAs } from "./confirmed-channel";

const dialog = partOf(async () => (await import("./session-ended-dialog")).SessionEndedDialog);

/**
 * Asks a user whose session has ended to sign in again beside this page, where something was typed that leaving would lose.
 * The request then goes through as it was. Requests that find out at the same time share one question. And binds what the page
 * sends to its reader and organization, which are read anew with what the shell says of them once they have changed.
 */
export function SessionEnded({ as }: { as: SignedInAs }) {
  const reader = readerOf(as);
  const { refresh } = useRouter();
  useEffect(() => readAs(reader), [reader]);
  const [settle, setSettle] = useState<((renewed: boolean) => void) | null>(null);
  useEffect(() => {
    let underWay: Promise<boolean> | null = null;
    let isDeclined = false;
    return renewWith(async (isChange, refusal, isMoved) => {
      if (refusal && refusal.status !== 401) {
        // The page was drawn for another reader or organization, or for a role that might do this. Another one's page begins anew, so it
        // waits for what is typed; a change that was meant for the former one is told where it was made.
        if (isMoved ? !isChange && !isSomethingTyped() : isChange && refusal.code === "FORBIDDEN") refresh();
        return null;
      }
      if (!underWay && !isSomethingTyped()) return null;
      // Who would not, stays on the page: what it reads by itself asks no second time.
      if (isDeclined && !isChange) return false;
      underWay ??= new Promise<boolean>((resolve) => {
        setSettle(() => (renewed: boolean) => {
          underWay = null;
          isDeclined = !renewed;
          setSettle(null);
          resolve(renewed);
        });
      });
      return underWay;
    });
  }, [refresh]);
  return settle && <OnDemand part={dialog} as={as} onEnd={settle} />;
}
