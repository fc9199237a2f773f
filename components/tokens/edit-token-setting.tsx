"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { ExpiryField } from "@/components/ui/expiry-field";
import { SettingForm } from "@/components/ui/setting-form";
import { TextField } from "@/components/ui/text-field";
import { useToast } from "@/components/ui/toast";
import { useGuardedChange } from "@/components/ui/use-guarded-change";
import type { Token } from "@/lib/features/tokens/contract";
import { daysLeft, soonerPresets, type TokenSetting, tokenChangeKind } from "./token-change-kind";
import { useRefreshTokens } from "./use-tokens";

type Props = {
  token: Token;
  setting: TokenSetting;
  onChange: (change: Partial<Token> | null) => void;
  onClose: () => void;
};

/** Changes one setting of a token where it stands. A new name shows at once, and goes back where it was refused. */
export function EditTokenSetting({ token, setting, onChange, onClose }: Props) {
  const toast = useToast();
  const router = useRouter();
  const refreshLists = useRefreshTokens();
  const refresh = () => {
    router.refresh();
    return refreshLists();
  };
  const { form, seen, saved, ...state } = useGuardedChange(token, tokenChangeKind, {
    refresh,
    onSend: (body) => onChange(body?.name === undefined ? null : { name: body.name }),
  });
  const { control } = form;
  const days = daysLeft(seen, Date.now());
  const presets = soonerPresets(days);
  const [first = "custom"] = presets;
  useEffect(() => {
    if (setting === "expires_in_days") control.setValue("expires_in_days", { preset: first, date: "" });
  }, [setting, control, first]);
  const succeed = (after: Token) => {
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
      {setting === "expires_in_days" && (
        <>
          <p className="text-muted">
            An earlier end cannot be taken back, and keys that the token made end with it. For a later one create a new
            token.
          </p>
          <ExpiryField control={control} name="expires_in_days" presets={presets} maximumDays={days} />
        </>
      )}
    </SettingForm>
  );
}
