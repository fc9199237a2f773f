"use client";
import { useEffect } from "react";
import { ExpiryField } from "@/components/ui/expiry-field";
import { SettingForm } from "@/components/ui/setting-form";
import { TextField } from "@/components/ui/text-field";
import { type SettingChange, useSettingChange } from "@/components/ui/use-setting-change";
import type { Token } from "@/lib/features/tokens/contract";
import { daysLeft, soonerPresets, type TokenSetting, tokenChangeKind } from "./token-change-kind";
import { useRefreshTokens } from "./use-tokens";

type Props = SettingChange<Token> & {
  token: Token;
  setting: TokenSetting;
};

/** Changes one setting of a token where it stands. */
export function EditTokenSetting({ token, setting, ...on }: Props) {
  const { form, seen, ...state } = useSettingChange(token, tokenChangeKind, {
    ...on,
    refreshLists: useRefreshTokens(),
  });
  const { control } = form;
  const days = daysLeft(seen, Date.now());
  const presets = soonerPresets(days);
  const [first = "custom"] = presets;
  useEffect(() => {
    if (setting === "expires_in_days") control.setValue("expires_in_days", { preset: first, date: "" });
  }, [setting, control, first]);
  return (
    <SettingForm form={form} {...state} onClose={on.onClose}>
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
