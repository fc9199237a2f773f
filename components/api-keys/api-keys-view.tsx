"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { useAskedToCreate } from "@/components/ui/use-asked-to-create";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { ApiKeyList } from "./api-key-list";
import { CreateApiKeyDialog } from "./create-api-key-dialog";
import { EditApiKeyDialog } from "./edit-api-key-dialog";
import type { KeyProduct } from "./key-product";
import type { KeyAction } from "./key-status";
import { RevokeApiKeyDialog } from "./revoke-api-key-dialog";
import { RotateApiKeyDialog } from "./rotate-api-key-dialog";

type Props = { products: readonly [KeyProduct, ...KeyProduct[]] };

/** The page of API keys: the list with its filters, and what can be done with a key. */
export function ApiKeysView({ products }: Props) {
  const [creating, setCreating] = useState(false);
  const [target, setTarget] = useState<{ action: KeyAction; key: ApiKey } | null>(null);

  useAskedToCreate(() => setCreating(true));

  return (
    <>
      <PageHeader
        title="API Keys"
        description="What your services authenticate with. A key belongs to one product and one environment, and can do what its scopes say."
        actions={
          <Button variant="primary" onClick={() => setCreating(true)}>
            <Plus aria-hidden className="size-4" />
            Create API Key
          </Button>
        }
      />
      <ApiKeyList
        products={products}
        onCreate={() => setCreating(true)}
        onAction={(action, key) => setTarget({ action, key })}
      />
      <CreateApiKeyDialog open={creating} onClose={() => setCreating(false)} products={products} />
      {target?.action === "edit" && (
        <EditApiKeyDialog apiKey={target.key} products={products} onClose={() => setTarget(null)} />
      )}
      {target?.action === "rotate" && (
        <RotateApiKeyDialog apiKey={target.key} products={products} onClose={() => setTarget(null)} />
      )}
      {target?.action === "revoke" && (
        <RevokeApiKeyDialog apiKey={target.key} nowMs={Date.now()} onClose={() => setTarget(null)} />
      )}
    </>
  );
}
