"use client";
import { Checkbox } from "@/components/ui/checkbox";
import { defaultExpiry, expiryPresets } from "@/components/ui/expiry";
import { ExpiryField } from "@/components/ui/expiry-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { exactText } from "@/components/ui/relative-time-text";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { type Control, useField, useIsDirty } from "@/components/ui/use-field";
import { type ApiKey, dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { AdvancedFields } from "./advanced-fields";
import { changeOf, draftOf, type KeyChangeDraft } from "./key-change";
import { keyExpiryProblems, keyWords, maximumKeyDays } from "./key-draft";
import type { KeyProduct } from "./key-product";
import { ScopeField } from "./scope-field";
import { useRefreshApiKeys } from "./use-api-keys";

type Props = { apiKey: ApiKey; products: readonly KeyProduct[]; onClose: (changed: boolean) => void };

/** Changes a key's settings while its secret goes on. */
export function EditApiKeyDialog({ apiKey, products, onClose }: Props) {
  const refresh = useRefreshApiKeys();
  const form = useContractForm({
    values: draftOf(apiKey),
    schema: dashboardApiKeyContracts.update.body,
    bodyOf: (draft) => changeOf(draft, apiKey),
    check: (draft) => keyExpiryProblems(draft.expires_in_days),
    words: keyWords,
    send: (body) => call(dashboardApiKeyContracts.update, { params: { id: apiKey.id }, body }),
  });
  const isDirty = useIsDirty(form.control);
  const product = products.find(({ id }) => id === apiKey.product);
  return (
    <FormDialog
      form={form}
      onClose={(saved) => onClose(saved !== undefined)}
      title={`Edit “${apiKey.name}”`}
      description="The secret stays the same. Changes count from the next request."
      submitLabel="Save changes"
      disabled={!isDirty}
      saved={() => ({ title: "Changes saved", description: "They count from the next request." })}
      refresh={refresh}
    >
      <TextField control={form.control} name="name" label="Name" maxLength={100} autoComplete="off" />
      {apiKey.scopes.length > 0 && (
        <ScopeField control={form.control} name="scopes" scopes={product?.scopes ?? []} fixedPreset />
      )}
      <Expiry apiKey={apiKey} control={form.control} />
      <AdvancedFields control={form.control} perMinute={product?.perMinute ?? null} />
    </FormDialog>
  );
}

function Expiry({ apiKey, control }: { apiKey: ApiKey; control: Control<KeyChangeDraft> }) {
  const { field } = useField({ control, name: "expires_in_days" });
  return (
    <div className="flex flex-col gap-3">
      <Checkbox
        checked={field.value !== null}
        onCheckedChange={(checked) => field.onChange(checked ? defaultExpiry : null)}
        label="Set a new expiry"
        description={
          apiKey.expiresAt ? `Now: expires on ${exactText(Date.parse(apiKey.expiresAt))}.` : "Now: never expires."
        }
      />
      {field.value && (
        <ExpiryField control={control} name="expires_in_days" presets={expiryPresets} maximumDays={maximumKeyDays} />
      )}
    </div>
  );
}
