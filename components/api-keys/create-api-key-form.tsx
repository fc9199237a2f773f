"use client";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { expiryPresets } from "@/components/ui/expiry";
import { ExpiryField } from "@/components/ui/expiry-field";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import type { ApiKey } from "@/lib/features/api-keys/contract";
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
          {product.label} keys have no scopes: the key acts as you, with everything you may do through the API.
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
      <Advanced draft={draft} change={change} product={product} problems={problems} />
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

function Advanced({
  draft,
  change,
  product,
  problems,
}: {
  draft: KeyDraft;
  change: (part: Partial<KeyDraft>) => void;
  product: KeyProduct;
  problems: DraftProblems;
}) {
  const [open, setOpen] = useState(draft.ipAllowlist !== "" || draft.rateLimit !== "");
  const troubled = problems.ip_allowlist !== undefined || problems.rate_limit !== undefined;
  return (
    // A closed section must not hide a problem.
    <details
      className="group border-t pt-4"
      open={open || troubled}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="inline-flex min-h-6 list-none items-center gap-1 text-sm font-medium pointer-coarse:min-h-11">
        <ChevronRight aria-hidden className="size-4 text-muted transition-transform group-open:rotate-90" />
        Advanced
      </summary>
      <div className="mt-3 flex flex-col gap-5">
        <Field
          label="IP allow-list"
          error={problems.ip_allowlist ?? null}
          hint="Addresses or CIDR ranges, one a line. Empty: any address."
        >
          {(props) => (
            <Textarea
              {...props}
              rows={3}
              value={draft.ipAllowlist}
              onChange={(event) => change({ ipAllowlist: event.target.value })}
              placeholder={"203.0.113.0/24\n2001:db8::/32"}
              spellCheck={false}
              autoComplete="off"
              className="font-mono"
            />
          )}
        </Field>
        <Field
          label="Rate limit of this key"
          error={problems.rate_limit ?? null}
          hint={
            product.perMinute === null
              ? "Requests a minute. Empty: unlimited."
              : `Requests a minute, below the ${product.perMinute.toLocaleString("en")} of your plan. Empty: the plan's.`
          }
        >
          {(props) => (
            <Input
              {...props}
              inputMode="numeric"
              value={draft.rateLimit}
              onChange={(event) => change({ rateLimit: event.target.value })}
              maxLength={7}
              autoComplete="off"
              className="sm:max-w-40"
            />
          )}
        </Field>
      </div>
    </details>
  );
}
