"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { OnDemand, partOf } from "@/components/ui/on-demand";

const dialog = partOf(async () => (await import("./deletion-dialog")).DeletionDialog);

/** The danger zone: deletes the account after its email was typed. */
export function DeleteAccount({ email }: { email: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Card
      title="Delete account"
      description="All your tokens go with it. So does every organization in which you are alone: its API keys, prompts, memories and usage. This cannot be undone."
      className="border-danger/40"
    >
      <Button variant="danger" onClick={() => setOpen(true)} className="w-full sm:w-auto">
        Delete account
      </Button>
      {/* Mounted only while open, so that nothing typed stays behind. */}
      {open && <OnDemand part={dialog} email={email} onClose={() => setOpen(false)} />}
    </Card>
  );
}
