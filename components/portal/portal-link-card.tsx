"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { OnDemand, partOf } from "@/components/ui/on-demand";

const linkDialog = partOf(async () => (await import("./portal-link-dialog")).PortalLinkDialog);

/** From a customer's page: a link that opens their portal, for somebody who asks for it. */
export function PortalLinkCard({ externalId, suspended }: { externalId: string; suspended: boolean }) {
  const [open, setOpen] = useState<"never" | "open" | "closed">("never");
  return (
    <Card
      title="Portal"
      description="Where they see and manage their own keys, usage, limits and webhooks, without an account here"
      actions={
        <Button size="sm" disabled={suspended} onClick={() => setOpen("open")}>
          Make a link
        </Button>
      }
    >
      <p className="text-sm text-muted">
        {suspended
          ? "A suspended customer has no portal."
          : "Your backend makes links by API; one that is made here is good once, for ten minutes."}
      </p>
      {open !== "never" && (
        <OnDemand part={linkDialog} open={open === "open"} onClose={() => setOpen("closed")} externalId={externalId} />
      )}
    </Card>
  );
}
