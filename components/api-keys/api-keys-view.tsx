"use client";
import Link from "next/link";
import { useMemo, useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { AddButton } from "@/components/ui/add-button";
import { buttonClass } from "@/components/ui/button";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { useAskedToCreate } from "@/components/ui/use-asked-to-create";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { ApiKeyList } from "./api-key-list";
import type { KeyProduct } from "./key-product";
import type { KeyAction } from "./key-status";

const editDialog = partOf(async () => (await import("./edit-api-key-dialog")).EditApiKeyDialog);
const rotateDialog = partOf(async () => (await import("./rotate-api-key-dialog")).RotateApiKeyDialog);
const revokeDialog = partOf(async () => (await import("./revoke-api-key-dialog")).RevokeApiKeyDialog);
const createDialog = partOf(async () => (await import("./create-api-key-dialog")).CreateApiKeyDialog);

type Props = {
  products: readonly [KeyProduct, ...KeyProduct[]];
  /** What the credentials of this deployment begin with. */
  prefixes: readonly string[];
  /** The organization has customers, and its reader may name one for a new key. */
  forCustomers?: boolean;
};

/** The page of API keys: the list with its filters, and what can be done with a key. */
export function ApiKeysView({ products, prefixes, forCustomers = false }: Props) {
  const [creating, setCreating] = useState(false);
  const [forProduction, setForProduction] = useState(false);
  const [target, setTarget] = useState<{ action: KeyAction; key: ApiKey } | null>(null);

  useAskedToCreate((asked) => {
    setForProduction(asked === "production");
    setCreating(true);
  });

  // A dialog opens without its rows, which take longer to draw than it does.
  const list = useMemo(
    () => (
      <ApiKeyList
        products={products}
        prefixes={prefixes}
        onCreate={() => setCreating(true)}
        onAction={(action, key) => setTarget({ action, key })}
      />
    ),
    [products, prefixes],
  );
  return (
    <>
      <PageHeader
        title="API Keys"
        description="What your services authenticate with. A key belongs to one product and one environment, and can do what its scopes say."
        actions={
          <>
            <Link href="/dashboard/api-keys/templates" className={buttonClass()}>
              Templates
            </Link>
            <AddButton variant="primary" onClick={() => setCreating(true)}>
              Create API Key
            </AddButton>
          </>
        }
      />
      {list}
      <OnDemand
        // A form that is there already keeps what it began with.
        key={String(forProduction)}
        part={createDialog}
        open={creating}
        forProduction={forProduction}
        onClose={() => setCreating(false)}
        products={products}
        forCustomers={forCustomers}
      />
      {target?.action === "edit" && (
        <OnDemand part={editDialog} apiKey={target.key} products={products} onClose={() => setTarget(null)} />
      )}
      {target?.action === "rotate" && (
        <OnDemand part={rotateDialog} apiKey={target.key} products={products} onClose={() => setTarget(null)} />
      )}
      {target?.action === "revoke" && (
        <OnDemand part={revokeDialog} apiKey={target.key} nowMs={Date.now()} onClose={() => setTarget(null)} />
      )}
    </>
  );
}
