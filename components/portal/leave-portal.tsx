"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { failureText } from "@/components/ui/failure-text";
import { useToast } from "@/components/ui/toast";
import { leavePortalContract } from "@/lib/features/portal/contract";
import { call, sendCallsAfter } from "@/lib/http/call";

/** Closes the portal in every tab, and leads back to where it was opened from. */
export function LeavePortal({ returnUrl }: { returnUrl: string | null }) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const leave = () => {
    setBusy(true);
    call(leavePortalContract, {}).then(
      () => {
        sendCallsAfter(new Promise(() => undefined));
        if (returnUrl === null) window.location.reload();
        else window.location.replace(returnUrl);
      },
      (error: Error) => {
        setBusy(false);
        toast.show({ title: "The portal is still open", description: failureText(error), tone: "danger" });
      },
    );
  };
  return (
    <Button size="sm" pending={busy} onClick={leave}>
      Close
    </Button>
  );
}
