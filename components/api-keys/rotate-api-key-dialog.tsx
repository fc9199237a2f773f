"use client";
import { useState } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
import { SegmentedField } from "@/components/ui/form-fields";
import { revealOf } from "@/components/ui/secret-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { type ApiKey, dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { type KeyProduct, productLabel } from "./key-product";
import { revealedKey } from "./key-secret";
import { gracePeriods, graceText } from "./rotation";
import { useRefreshApiKeys } from "./use-api-keys";

type Props = {
  apiKey: ApiKey;
  products: readonly KeyProduct[];
  onClose: (rotated: boolean) => void;
};

/** Replaces a key, with a time in which both work, and shows the successor's secret in the same dialog. */
export function RotateApiKeyDialog({ apiKey, products, onClose }: Props) {
  const [openedAtMs] = useState(() => Date.now());
  const refresh = useRefreshApiKeys();
  const form = useContractForm({
    values: { grace_period_seconds: "86400" },
    schema: dashboardApiKeyContracts.rotate.body,
    bodyOf: ({ grace_period_seconds }) => ({ grace_period_seconds: Number(grace_period_seconds) }),
    send: (body) => call(dashboardApiKeyContracts.rotate, { params: { id: apiKey.id }, body }),
    creates: "new key",
  });
  const grace = useValue(form.control, "grace_period_seconds");
  const product = products.find((candidate) => candidate.id === apiKey.product) ?? {
    ...unknownProduct,
    id: apiKey.product,
    label: productLabel(products, apiKey.product),
  };
  return (
    <FormDialog
      form={form}
      onClose={(made) => onClose(made !== undefined)}
      title={`Rotate “${apiKey.name}”`}
      description="A new key with the same scopes, limits and lifetime takes its place."
      submitLabel="Rotate key"
      refresh={refresh}
      reveal={(made) => revealOf("Copy the new key", revealedKey(made, product, window.location.origin))}
    >
      <SegmentedField
        control={form.control}
        name="grace_period_seconds"
        label="The old key stops working"
        hint={graceText(Number(grace), apiKey.expiresAt, openedAtMs)}
        options={gracePeriods}
        // Begins at what has to be decided, not at the way out.
        autoFocus
      />
    </FormDialog>
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
