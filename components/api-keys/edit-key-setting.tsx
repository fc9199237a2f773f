"use client";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect } from "react";
import { Button } from "@/components/ui/button";
import { ChangedElsewhereNotice } from "@/components/ui/changed-elsewhere";
import { defaultExpiry } from "@/components/ui/expiry";
import { PageForm } from "@/components/ui/page-form";
import { TextField } from "@/components/ui/text-field";
import { useToast } from "@/components/ui/toast";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { AllowlistField, RateLimitField } from "./advanced-fields";
import type { KeySetting } from "./key-change";
import type { KeyProduct } from "./key-product";
import { NewExpiryField } from "./new-expiry-field";
import { ScopeField } from "./scope-field";
import { useRefreshApiKeys } from "./use-api-keys";
import { useKeyChange } from "./use-key-change";

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
  const { form, isChanged, elsewhere, saved, seen } = useKeyChange(apiKey, {
    refresh,
    onSend: (body) => onChange(body?.name === undefined ? null : { name: body.name }),
  });
  const { control, ref } = form;
  useEffect(() => {
    if (setting === "expires_in_days") control.setValue("expires_in_days", defaultExpiry);
    ref.current?.querySelector<HTMLElement>("input, textarea, select")?.focus();
  }, [setting, control, ref]);
  const succeed = (after: ApiKey) => {
    toast.show({ ...saved(after), tone: "success" });
    onChange(after);
    void refresh();
    onClose();
  };
  const leaveByEscape = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !form.busy) onClose();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves the form that is inside, as its button does
    <div onKeyDown={leaveByEscape}>
      <PageForm form={form} onSuccess={succeed} className="flex max-w-xl flex-col gap-4">
        <ChangedElsewhereNotice rows={elsewhere} />
        {setting === "name" && (
          <TextField control={control} name="name" label="Name" maxLength={100} autoComplete="off" />
        )}
        {setting === "scopes" && (
          <ScopeField control={control} name="scopes" scopes={product?.scopes ?? []} fixedPreset />
        )}
        {setting === "expires_in_days" && <NewExpiryField control={control} expiresAt={seen.expiresAt} />}
        {setting === "ip_allowlist" && <AllowlistField control={control} />}
        {setting === "rate_limit" && <RateLimitField control={control} perMinute={product?.perMinute ?? null} />}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" size="sm" pending={form.busy} disabled={!isChanged}>
            Save
          </Button>
          <Button size="sm" disabled={form.busy} onClick={onClose}>
            Cancel
          </Button>
        </div>
      </PageForm>
    </div>
  );
}
