"use client";
import { expiryPresets } from "@/components/ui/expiry";
import { ExpiryField } from "@/components/ui/expiry-field";
import { SegmentedField, SelectField } from "@/components/ui/form-fields";
import { Textarea } from "@/components/ui/input";
import { Later } from "@/components/ui/later";
import { TextField } from "@/components/ui/text-field";
import { type Control, useValue } from "@/components/ui/use-field";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { forProduct, hasResources, type KeyDraft, maximumKeyDays } from "./key-draft";
import { environmentLabels, type KeyProduct, productNamed } from "./key-product";
import { type LastFields, MoreFields } from "./more-fields";
import { RoleField } from "./role-field";
import { ScopeField } from "./scope-field";

type Props<V extends KeyDraft> = {
  control: Control<V>;
  products: readonly [KeyProduct, ...KeyProduct[]];
  /** Its reader may name a customer whose key it is. */
  forCustomers: boolean;
  /** What this form alone takes, below all else: whoever lacks it does not load it. */
  last?: LastFields;
};

/** What a new key is for, what it may do and until when, in a form of a key or of a template of keys. */
export function KeyFields<V extends KeyDraft>({ control: whole, products, forCustomers, last }: Props<V>) {
  // Each form holds these fields, and a field listens to its own part alone.
  const control = whole as unknown as Control<KeyDraft>;
  const environment = useValue(control, "environment");
  const { preset } = useValue(control, "scopes");
  const product = productNamed(products, useValue(control, "product"));
  const chooseProduct = (id: string) => {
    const next = forProduct(control.getValues(), productNamed(products, id));
    control.setValue("environment", next.environment);
    control.setValue("scopes", next.scopes);
    control.setValue("roles", next.roles);
    control.setValue("resources", next.resources);
  };
  return (
    <>
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
      <Later>
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
        <MoreFields control={control} perMinute={product.perMinute} last={last} />
      </Later>
    </>
  );
}

const environmentHints: Record<ApiKey["environment"], string> = {
  development: "Data and counters of its own; never sees production.",
  production: "Your real data, counted on your plan.",
};
