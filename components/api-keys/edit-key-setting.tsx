"use client";
import { useEffect } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { defaultExpiry } from "@/components/ui/expiry";
import { SettingForm } from "@/components/ui/setting-form";
import { TextField } from "@/components/ui/text-field";
import { type Control, useField } from "@/components/ui/use-field";
import { type SettingChange, useSettingChange } from "@/components/ui/use-setting-change";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import type { KeyChangeDraft, KeySetting } from "./key-change";
import { keyChangeKind } from "./key-change-kind";
import { isExtra } from "./key-extras";
import type { KeyProduct } from "./key-product";
import { ExtraField } from "./more-fields";
import { NewExpiryField } from "./new-expiry-field";
import { RoleField } from "./role-field";
import { ScopeField } from "./scope-field";
import { useRefreshApiKeys } from "./use-api-keys";

type Props = SettingChange<ApiKey> & {
  apiKey: ApiKey;
  setting: KeySetting;
  product: KeyProduct | undefined;
};

/** Changes one setting of a key where it stands. */
export function EditKeySetting({ apiKey, setting, product, ...on }: Props) {
  const { form, seen, ...state } = useSettingChange(apiKey, keyChangeKind, {
    ...on,
    refreshLists: useRefreshApiKeys(),
  });
  const { control } = form;
  useEffect(() => {
    if (setting === "expires_in_days") control.setValue("expires_in_days", defaultExpiry);
  }, [setting, control]);
  return (
    <SettingForm form={form} {...state} onClose={on.onClose}>
      {setting === "name" && (
        <TextField control={control} name="name" label="Name" maxLength={100} autoComplete="off" />
      )}
      {setting === "enabled" && <EnabledField control={control} />}
      {setting === "scopes" && (
        <ScopeField control={control} name="scopes" scopes={product?.scopes ?? []} fixedPreset />
      )}
      {setting === "roles" && <RoleField control={control} name="roles" roles={product?.roles ?? []} />}
      {setting === "expires_in_days" && (
        <>
          <NewExpiryField control={control} expiresAt={seen.expiresAt} />
          <ExtraField control={control} name="expires_at" perMinute={null} />
        </>
      )}
      {isExtra(setting) && <ExtraField control={control} name={setting} perMinute={product?.perMinute ?? null} />}
    </SettingForm>
  );
}

function EnabledField({ control }: { control: Control<KeyChangeDraft> }) {
  const { field } = useField({ control, name: "enabled" });
  return (
    <Checkbox
      checked={field.value}
      onCheckedChange={field.onChange}
      label="The key is switched on"
      description="Off, it is refused everywhere within a second, and so is what was made with it. It can be switched on again."
    />
  );
}
