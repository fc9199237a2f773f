"use client";
import { expiryPresets } from "@/components/ui/expiry";
import { ExpiryField } from "@/components/ui/expiry-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { SegmentedField, SelectField } from "@/components/ui/form-fields";
import { Textarea } from "@/components/ui/input";
import { revealOf } from "@/components/ui/secret-dialog";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { type ApiKey, dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { emptyDraft, forProduct, hasResources, keyBodyOf, keyProblems, keyWords, maximumKeyDays } from "./key-draft";
import { environmentLabels, type KeyProduct } from "./key-product";
import { revealedKey } from "./key-secret";
import { MoreFields } from "./more-fields";
import { RoleField } from "./role-field";
import { ScopeField } from "./scope-field";
import { useRefreshApiKeys } from "./use-api-keys";

type Props = {
  open: boolean;
  onClose: () => void;
  products: readonly [KeyProduct, ...KeyProduct[]];
  /** The organization has customers, and its reader may name one. */
  forCustomers: boolean;
};

/** Creates a key and shows its secret in the same dialog. The draft survives closing. */
export function CreateApiKeyDialog({ open, onClose, products, forCustomers }: Props) {
  const refresh = useRefreshApiKeys();
  const productOf = (id: string) => products.find((product) => product.id === id) ?? products[0];
  const form = useContractForm({
    values: emptyDraft(products[0]),
    schema: dashboardApiKeyContracts.create.body,
    bodyOf: (draft) => keyBodyOf(draft, productOf(draft.product)),
    check: keyProblems,
    words: keyWords,
    send: (body) => call(dashboardApiKeyContracts.create, { body }),
    creates: "key",
    draft: "api-key",
  });
  const { control } = form;
  const productId = useValue(control, "product");
  const environment = useValue(control, "environment");
  const { preset } = useValue(control, "scopes");
  const product = productOf(productId);
  const chooseProduct = (id: string) => {
    const next = forProduct(control.getValues(), productOf(id));
    control.setValue("environment", next.environment);
    control.setValue("scopes", next.scopes);
    control.setValue("roles", next.roles);
    control.setValue("resources", next.resources);
  };
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="Create API Key"
      submitLabel="Create"
      refresh={refresh}
      reveal={(made) =>
        revealOf("Copy your new key", revealedKey(made, productOf(made.data.product), window.location.origin))
      }
    >
      <TextField
        control={control}
        name="name"
        label="Name"
        hint="Where it will be used, so that you recognise it later."
        // The dialog opens on the one thing that has to be typed.
        autoFocus
        placeholder="Checkout service"
        maxLength={100}
        autoComplete="off"
      />
      <SelectField
        control={control}
        name="product"
        label="Product"
        hint={product.description}
        options={products.map(({ id, label }) => ({ value: id, label }))}
        onChosen={chooseProduct}
      />
      <SegmentedField
        control={control}
        name="environment"
        label="Environment"
        hint={
          product.environments.length > 1 ? environmentHints[environment] : `This product has ${environment} keys only.`
        }
        options={(["development", "production"] as const).map((value) => ({
          value,
          label: environmentLabels[value],
          disabled: !product.environments.includes(value),
        }))}
      />
      {product.roles.length > 0 && (
        <RoleField
          control={control}
          name="roles"
          roles={product.roles}
          onFirst={() => control.setValue("scopes", { preset: "custom", chosen: [] })}
        />
      )}
      {product.scopes.length > 0 ? (
        <ScopeField control={control} name="scopes" scopes={product.scopes} />
      ) : (
        <p className="rounded-lg bg-warning-soft px-3 py-2.5 text-sm text-warning-text">
          {product.label} keys have no scopes: the key stands for you at your own services and may list and end your
          keys.
        </p>
      )}
      {preset === "custom" && hasResources(product) && (
        <TextField
          control={control}
          name="resources"
          label="Single resources (optional)"
          hint="Scopes of one resource each, one a line, in place of those for all."
          as={Textarea}
          rows={2}
          placeholder={product.scopes.find(({ id }) => id.endsWith(":*"))?.id.replace("*", "name")}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      )}
      {forCustomers && product.scopes.length > 0 && (
        <TextField
          control={control}
          name="external_id"
          label="Customer (optional)"
          hint="Their external ID. Such a key counts with their other keys, stays theirs, and stops with them."
          placeholder="user_42"
          maxLength={255}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
      <ExpiryField control={control} name="expires_in_days" presets={expiryPresets} maximumDays={maximumKeyDays} />
      <MoreFields control={control} perMinute={product.perMinute} />
    </FormDialog>
  );
}

const environmentHints: Record<ApiKey["environment"], string> = {
  development: "Data and counters of its own; never sees production.",
  production: "Your real data, counted on your plan.",
};
