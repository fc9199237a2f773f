"use client";
import { ChoicesField } from "@/components/ui/choices-field";
import { defaultExpiry, type ExpiryChoice, expiryDays, expiryPresets } from "@/components/ui/expiry";
import { ExpiryField } from "@/components/ui/expiry-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { SegmentedField, SelectField } from "@/components/ui/form-fields";
import { about } from "@/components/ui/form-problems";
import { revealOf } from "@/components/ui/secret-dialog";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useField, useValue } from "@/components/ui/use-field";
import { createPortalKeyContract } from "@/lib/features/api-keys/portal-contract";
import { call } from "@/lib/http/call";
import { keyExpiryProblems, maximumKeyDays } from "./key-draft";
import { environmentLabels } from "./key-product";
import { revealedPortalKey } from "./portal-key-dialogs";
import type { PortalProduct } from "./portal-key-list";
import { useRefreshPortalKeys } from "./use-portal-keys";

type Draft = {
  name: string;
  product: string;
  environment: string;
  scopes: string[];
  expires_in_days: ExpiryChoice;
};

/** A product's first environment, and all that its keys may hold: few have more than they need. */
function begun({ id, environments, scopes }: PortalProduct): Pick<Draft, "product" | "environment" | "scopes"> {
  return { product: id, environment: environments[0] ?? "production", scopes: scopes.map((scope) => scope.id) };
}

function bodyOf({ name, environment, scopes, expires_in_days }: Draft): object {
  const { days } = expiryDays(expires_in_days, Date.now(), maximumKeyDays);
  return { name, environment, scopes, ...(days ? { expires_in_days: days } : {}) };
}

const words = { name: about("The name"), scopes: "Choose at least one" };

type Props = { open: boolean; onClose: () => void; products: readonly [PortalProduct, ...PortalProduct[]] };

/** Makes a key of the customer's and shows its secret in the same dialog. The draft survives closing. */
export function CreatePortalKeyDialog({ open, onClose, products }: Props) {
  const form = useContractForm({
    values: { name: "", ...begun(products[0]), expires_in_days: defaultExpiry },
    schema: createPortalKeyContract.body,
    bodyOf,
    check: ({ expires_in_days }) => keyExpiryProblems(expires_in_days),
    words,
    send: (body) => call(createPortalKeyContract, { body }),
    creates: "API key",
    draft: "portal-key",
  });
  const { control } = form;
  const chosen = useValue(control, "product");
  const product = products.find(({ id }) => id === chosen) ?? products[0];
  const scopes = useField({ control, name: "scopes" });
  const choose = (id: string) => {
    const next = begun(products.find((one) => one.id === id) ?? products[0]);
    control.setValue("environment", next.environment);
    control.setValue("scopes", next.scopes);
  };
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="Create API key"
      submitLabel="Create"
      refresh={useRefreshPortalKeys()}
      reveal={(made) => revealOf("Copy your new key", revealedPortalKey(made))}
    >
      <TextField
        control={control}
        name="name"
        label="Name"
        hint="Where it will be used, so that you recognise it later."
        autoFocus
        placeholder="Checkout service"
        maxLength={100}
        autoComplete="off"
      />
      {products.length > 1 && (
        <SelectField
          control={control}
          name="product"
          label="Product"
          options={products.map(({ id, label }) => ({ value: id, label }))}
          onChosen={choose}
        />
      )}
      {product.environments.length > 1 && (
        <SegmentedField
          control={control}
          name="environment"
          label="Environment"
          options={product.environments.map((value) => ({ value, label: environmentLabels[value] }))}
        />
      )}
      <ChoicesField
        legend="What it may do"
        bound={scopes}
        options={product.scopes.map(({ id, description }) => ({ id, label: id, description }))}
      />
      <ExpiryField control={control} name="expires_in_days" presets={expiryPresets} maximumDays={maximumKeyDays} />
    </FormDialog>
  );
}
