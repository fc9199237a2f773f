"use client";
import { ChangedElsewhereNotice } from "@/components/ui/changed-elsewhere";
import { FormDialog } from "@/components/ui/form-dialog";
import { TextField } from "@/components/ui/text-field";
import { useGuardedChange } from "@/components/ui/use-guarded-change";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { keyChangeKind } from "./key-change-kind";
import type { KeyProduct } from "./key-product";
import { actsAsUser } from "./key-status";
import { MoreFields } from "./more-fields";
import { NewExpiryField } from "./new-expiry-field";
import { RoleField } from "./role-field";
import { ScopeField } from "./scope-field";
import { useRefreshApiKeys } from "./use-api-keys";

type Props = { apiKey: ApiKey; products: readonly KeyProduct[]; onClose: (changed: boolean) => void };

/** Changes a key's settings while its secret goes on. */
export function EditApiKeyDialog({ apiKey, products, onClose }: Props) {
  const refresh = useRefreshApiKeys();
  const { form, isChanged, elsewhere, saved, seen } = useGuardedChange(apiKey, keyChangeKind, { refresh });
  const product = products.find(({ id }) => id === apiKey.product);
  return (
    <FormDialog
      form={form}
      onClose={(changed) => onClose(changed !== undefined)}
      title={`Edit “${apiKey.name}”`}
      description="The secret stays the same. Changes count from the next request."
      submitLabel="Save changes"
      disabled={!isChanged}
      saved={saved}
      refresh={refresh}
    >
      <ChangedElsewhereNotice rows={elsewhere} />
      <TextField control={form.control} name="name" label="Name" maxLength={100} autoComplete="off" />
      {!actsAsUser(apiKey) && (
        <ScopeField control={form.control} name="scopes" scopes={product?.scopes ?? []} fixedPreset />
      )}
      {product && product.roles.length > 0 && !actsAsUser(apiKey) && (
        <RoleField control={form.control} name="roles" roles={product.roles} />
      )}
      <NewExpiryField control={form.control} expiresAt={seen.expiresAt} />
      <MoreFields control={form.control} perMinute={product?.perMinute ?? null} />
    </FormDialog>
  );
}
