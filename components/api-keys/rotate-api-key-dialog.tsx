"use client";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { call } from "@/lib/http/call";
import { type KeyProduct, productLabel } from "./key-product";
import { revealedKey } from "./key-secret";
import { SuccessorDialog } from "./successor-dialog";
import { useRefreshApiKeys } from "./use-api-keys";

type Props = {
  apiKey: ApiKey;
  products: readonly KeyProduct[];
  onClose: (rotated: boolean) => void;
};

/** Replaces an API key of the organization. */
export function RotateApiKeyDialog({ apiKey, products, onClose }: Props) {
  const product = products.find((candidate) => candidate.id === apiKey.product) ?? {
    ...unknownProduct,
    id: apiKey.product,
    label: productLabel(products, apiKey.product),
  };
  return (
    <SuccessorDialog
      title={`Rotate “${apiKey.name}”`}
      description="A new key with the same scopes, limits and lifetime takes its place."
      submitLabel="Rotate key"
      schema={dashboardApiKeyContracts.rotate.body}
      send={(body) => call(dashboardApiKeyContracts.rotate, { params: { id: apiKey.id }, body })}
      expiresAt={apiKey.expiresAt}
      refresh={useRefreshApiKeys()}
      revealed={(made) => revealedKey(made, product, window.location.origin)}
      onClose={(made) => onClose(made !== undefined)}
    />
  );
}

const unknownProduct: Omit<KeyProduct, "id" | "label"> = {
  description: "",
  environments: [],
  scopes: [],
  roles: [],
  perMinute: null,
  examples: [],
};
