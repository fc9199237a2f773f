"use client";
import { SegmentedField } from "@/components/ui/form-fields";
import { TextField } from "@/components/ui/text-field";
import type { FormPart } from "@/components/ui/use-contract-form";
import { useField, useValue } from "@/components/ui/use-field";
import { WebhookProduct } from "@/lib/features/webhooks/webhook-contract";
import { EventPicker } from "./event-picker";
import { eventsOf, pickableEvents, type WebhookDraft } from "./webhook-draft";
import { environmentLabels, productLabels } from "./webhook-labels";

/** The fields of an endpoint; product and environment are decided once, when it is added. */
export function WebhookForm({ form: { control }, isNew }: { form: FormPart<WebhookDraft>; isNew: boolean }) {
  const product = useValue(control, "product");
  const { field, problem } = useField({ control, name: "events" });
  return (
    <>
      <TextField
        control={control}
        name="url"
        label="URL"
        hint="HTTPS, reachable from the internet. Redirects are not followed."
        type="url"
        inputMode="url"
        autoFocus
        placeholder={`https://example.com/webhooks${product === "portal" ? "" : "/latchkey"}`}
        maxLength={2000}
        autoComplete="off"
        spellCheck={false}
      />
      <TextField
        control={control}
        name="description"
        label="Description"
        hint="Optional: what listens there."
        placeholder="Billing service"
        maxLength={500}
        autoComplete="off"
      />
      {isNew && (
        <div className="flex flex-col gap-5 sm:flex-row sm:gap-8">
          {product !== "portal" && (
            <SegmentedField
              control={control}
              name="product"
              label="Product"
              options={optionsOf(productLabels)}
              onChosen={(chosen) => field.onChange(eventsOf(WebhookProduct.parse(chosen), field.value))}
            />
          )}
          <SegmentedField
            control={control}
            name="environment"
            label="Environment"
            options={optionsOf(environmentLabels)}
          />
        </div>
      )}
      <EventPicker
        events={pickableEvents(product)}
        value={field.value}
        onValueChange={field.onChange}
        error={problem}
      />
    </>
  );
}

function optionsOf(labels: Readonly<Record<string, string>>) {
  return Object.entries(labels).map(([value, label]) => ({ value, label }));
}
