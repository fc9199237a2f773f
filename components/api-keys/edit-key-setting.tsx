"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { defaultExpiry } from "@/components/ui/expiry";
import { SettingForm } from "@/components/ui/setting-form";
import { TextField } from "@/components/ui/text-field";
import { useToast } from "@/components/ui/toast";
import { useGuardedChange } from "@/components/ui/use-guarded-change";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { AllowlistField, RateLimitField } from "./advanced-fields";
import type { KeySetting } from "./key-change";
import { keyChangeKind } from "./key-change-kind";
import type { KeyProduct } from "./key-product";
import { NewExpiryField } from "./new-expiry-field";
import { ScopeField } from "./scope-field";
import { useRefreshApiKeys } from "./use-api-keys";

type Props = {
  apiKey: ApiKey;
  setting: KeySetting;
  product: KeyProduct | undefined;
  onChange: (change: Partial<ApiKey> | null) => void;
  onClose: () => void;
};

/** Changes one setting of a key where it stands. A new name shows at once, and goes back where it was refused. */
export function EditKeySetting({ apiKey, setting, product, onChange, onClose }: Props) {
  const toast = useToast();
  const router = useRouter();
  const refreshLists = useRefreshApiKeys();
  const refresh = () => {
    router.refresh();
    return refreshLists();
  };
  const { form, seen, saved, ...state } = useGuardedChange(apiKey, keyChangeKind, {
    refresh,
    onSend: (body) => onChange(body?.name === undefined ? null : { name: body.name }),
  });
  const { control } = form;
  useEffect(() => {
    if (setting === "expires_in_days") control.setValue("expires_in_days", defaultExpiry);
  }, [setting, control]);
  const succeed = (after: ApiKey) => {
    toast.show({ ...saved(after), tone: "success" });
    onChange(after);
    void refresh();
    onClose();
  };
  return (
    <SettingForm form={form} {...state} onSuccess={succeed} onClose={onClose}>
      {setting === "name" && (
        <TextField control={control} name="name" label="Name" maxLength={100} autoComplete="off" />
      )}
      {setting === "scopes" && (
        <ScopeField control={control} name="scopes" scopes={product?.scopes ?? []} fixedPreset />
      )}
      {setting === "expires_in_days" && <NewExpiryField control={control} expiresAt={seen.expiresAt} />}
      {setting === "ip_allowlist" && <AllowlistField control={control} />}
      {setting === "rate_limit" && <RateLimitField control={control} perMinute={product?.perMinute ?? null} />}
    </SettingForm>
  );
}
