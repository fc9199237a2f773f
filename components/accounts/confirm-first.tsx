"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import type { ConfirmingMethod } from "@/lib/tenancy/account-shapes";

const dialog = partOf(async () => (await import("./confirm-first-dialog")).ConfirmFirstDialog);

/** Stands in a page's place until its visitor has proved again who they are. */
export function ConfirmFirst({ methods }: { methods: readonly ConfirmingMethod[] }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const end = (confirmed: boolean) => {
    setAsking(false);
    if (confirmed) router.refresh();
  };
  return (
    <>
      <h1 className="mb-3 text-title">Confirm it’s you</h1>
      <p className="mb-6 text-sm text-muted">
        An app asks to act for you. You signed in more than ten minutes ago, so show first that it is still you.
      </p>
      <Button variant="primary" className="w-full" onClick={() => setAsking(true)}>
        Confirm it’s me
      </Button>
      {asking && <OnDemand part={dialog} methods={methods} onEnd={end} />}
    </>
  );
}
