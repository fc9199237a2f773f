"use client";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { AddButton } from "@/components/ui/add-button";
import { Card } from "@/components/ui/card";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { TableList } from "@/components/ui/table-list";
import { useList } from "@/components/ui/use-list";
import type { PortalKey } from "@/lib/features/api-keys/portal-contract";
import { portalKeyColumns } from "./portal-key-columns";
import { type PortalProduct, portalKeyList } from "./portal-key-list";
import type { SuccessionAction } from "./succession-menu";

const createDialog = partOf(async () => (await import("./create-portal-key-dialog")).CreatePortalKeyDialog);
const replaceDialog = partOf(async () => (await import("./portal-key-dialogs")).ReplacePortalKeyDialog);
const revokeDialog = partOf(async () => (await import("./portal-key-dialogs")).RevokePortalKeyDialog);

/** A customer's keys in their portal: made where the session names what of, replaced and revoked. */
export function PortalKeys({ products }: { products: readonly PortalProduct[] }) {
  const list = useList(portalKeyList);
  const [creating, setCreating] = useState<"never" | "open" | "closed">("never");
  const [target, setTarget] = useState<{ action: SuccessionAction; key: PortalKey } | null>(null);
  const [first, ...others] = products;
  const close = () => setTarget(null);
  return (
    <Card
      title="API keys"
      description={first ? "Your programs call with them; each is shown once" : "Your programs call with them"}
      actions={
        first && (
          <AddButton variant="primary" size="sm" onClick={() => setCreating("open")}>
            Create API key
          </AddButton>
        )
      }
    >
      <TableList
        inCard
        list={list}
        nouns={["API key", "API keys"]}
        columns={portalKeyColumns}
        rowKey={({ id }) => id}
        context={{
          nowMs: list.query.dataUpdatedAt,
          onAction: (action: SuccessionAction, key: PortalKey) => setTarget({ action, key }),
        }}
        empty={{
          icon: <KeyRound />,
          title: "No API keys",
          body: first ? "Create one to make your first call." : "Keys that are made for you appear here.",
        }}
      />
      {first && creating !== "never" && (
        <OnDemand
          part={createDialog}
          open={creating === "open"}
          onClose={() => setCreating("closed")}
          products={[first, ...others] as const}
        />
      )}
      {target && (
        <OnDemand
          part={target.action === "rotate" ? replaceDialog : revokeDialog}
          portalKey={target.key}
          onClose={close}
        />
      )}
    </Card>
  );
}
