"use client";
import { expiryPresets } from "@/components/ui/expiry";
import { ExpiryField } from "@/components/ui/expiry-field";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { AdvancedFields } from "./advanced-fields";
import { type DraftProblems, type KeyDraft, maximumKeyDays, withProduct } from "./key-draft";
import { environmentLabels, type KeyProduct } from "./key-product";
import { ScopeField } from "./scope-field";

type Props = {
  draft: KeyDraft;
  onDraftChange: (draft: KeyDraft) => void;
  products: readonly KeyProduct[];
  product: KeyProduct;
  problems: DraftProblems;
  nowMs: number;
};

/** The fields of a new key. */
export function CreateApiKeyForm({ draft, onDraftChange, products, product, problems, nowMs }: Props) {
  const change = (part: Partial<KeyDraft>) => onDraftChange({ ...draft, ...part });
  const chooseProduct = (id: string) => {
    const next = products.find((candidate) => candidate.id === id);
    if (next) onDraftChange(withProduct(draft, next));
  };
  return (
    <div className="flex flex-col gap-5">
      <Field label="Name" error={problems.name ?? null} hint="Where it will be used, so that you recognise it later.">
        {(props) => (
          <Input
            {...props}
            // The dialog opens on the one thing that has to be typed.
            autoFocus
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
            placeholder="Checkout service"
            maxLength={100}
            autoComplete="off"
          />
        )}
      </Field>
      <Field label="Product" hint={product.description}>
        {(props) => (
          <Select
            {...props}
            value={product.id}
            onValueChange={chooseProduct}
            options={products.map(({ id, label }) => ({ value: id, label }))}
          />
        )}
      </Field>
      <EnvironmentField
        value={draft.environment}
        available={product.environments}
        onValueChange={(environment) => change({ environment })}
      />
      {product.scopes.length > 0 ? (
        <ScopeField
          scopes={product.scopes}
          preset={draft.preset}
          chosen={draft.chosen}
          onChange={(preset, chosen) => change({ preset, chosen })}
          error={problems.scopes}
        />
      ) : (
        <p className="rounded-lg bg-warning-soft px-3 py-2.5 text-sm text-warning-text">
          {product.label} keys have no scopes: the key stands for you at your own services and may list and end your
          keys.
        </p>
      )}
      <ExpiryField
        value={draft.expiry}
        onValueChange={(expiry) => change({ expiry })}
        presets={expiryPresets}
        maximumDays={maximumKeyDays}
        nowMs={nowMs}
        error={problems.expires_in_days}
      />
      <AdvancedFields draft={draft} onChange={change} perMinute={product.perMinute} problems={problems} />
    </div>
  );
}

const environmentHints: Record<ApiKey["environment"], string> = {
  development: "Data and counters of its own; never sees production.",
  production: "Your real data, counted on your plan.",
};

function EnvironmentField({
  value,
  available,
  onValueChange,
}: {
  value: ApiKey["environment"];
  available: readonly ApiKey["environment"][];
  onValueChange: (environment: ApiKey["environment"]) => void;
}) {
  const options = (["development", "production"] as const).map((environment) => ({
    value: environment,
    label: environmentLabels[environment],
    disabled: !available.includes(environment),
  }));
  return (
    <div className="flex flex-col items-start gap-1.5">
      <span className="text-sm font-medium">Environment</span>
      <Segmented
        label="Environment"
        value={value}
        onValueChange={(next) => onValueChange(next as ApiKey["environment"])}
        options={options}
      />
      <span className="text-sm text-muted">
        {available.length > 1 ? environmentHints[value] : `This product has ${value} keys only.`}
      </span>
    </div>
  );
}
