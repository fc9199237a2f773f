"use client";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { EventPicker } from "./event-picker";
import { type WebhookDraft, type WebhookProblems, withProduct } from "./webhook-draft";

export const productLabels = { prompts: "Prompts", memory: "Memory" } as const;
export const environmentLabels = { production: "Production", development: "Development" } as const;

/** The fields of an endpoint; product and environment are decided once, when it is added. */
export function WebhookForm({
  draft,
  onDraftChange,
  problems,
  isNew,
}: {
  draft: WebhookDraft;
  onDraftChange: (draft: WebhookDraft) => void;
  problems: WebhookProblems;
  isNew: boolean;
}) {
  const change = (part: Partial<WebhookDraft>) => onDraftChange({ ...draft, ...part });
  return (
    <div className="flex flex-col gap-5">
      <Field
        label="URL"
        error={problems.url ?? null}
        hint="HTTPS, reachable from the internet. Redirects are not followed."
      >
        {(props) => (
          <Input
            {...props}
            type="url"
            inputMode="url"
            autoFocus
            value={draft.url}
            onChange={(event) => change({ url: event.target.value })}
            placeholder="https://example.com/webhooks/latchkey"
            maxLength={2000}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Description" error={problems.description ?? null} hint="Optional: what listens there.">
        {(props) => (
          <Input
            {...props}
            value={draft.description}
            onChange={(event) => change({ description: event.target.value })}
            placeholder="Billing service"
            maxLength={500}
            autoComplete="off"
          />
        )}
      </Field>
      {isNew && (
        <div className="flex flex-col gap-5 sm:flex-row sm:gap-8">
          <Choice
            label="Product"
            value={draft.product}
            options={productLabels}
            onChange={(product) => onDraftChange(withProduct(draft, product))}
          />
          <Choice
            label="Environment"
            value={draft.environment}
            options={environmentLabels}
            onChange={(environment) => change({ environment })}
          />
        </div>
      )}
      <EventPicker
        product={draft.product}
        value={draft.events}
        onValueChange={(events) => change({ events })}
        error={problems.events}
      />
    </div>
  );
}

function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: Record<Value, string>;
  onChange: (value: Value) => void;
}) {
  const entries = Object.entries(options) as [Value, string][];
  return (
    <div className="flex flex-col items-start gap-1.5">
      <span className="text-sm font-medium">{label}</span>
      <Segmented
        label={label}
        value={value}
        onValueChange={(next) => onChange(next as Value)}
        options={entries.map(([id, text]) => ({ value: id, label: text }))}
      />
    </div>
  );
}
