"use client";
import { Textarea } from "@/components/ui/input";
import { SettingForm } from "@/components/ui/setting-form";
import { TextField } from "@/components/ui/text-field";
import { useToast } from "@/components/ui/toast";
import { useGuardedChange } from "@/components/ui/use-guarded-change";
import type { Customer } from "@/lib/features/customers/contract";
import { type CustomerSetting, customerChangeKind, customerSettingLabels } from "./customer-change-kind";
import { useRefreshCustomers } from "./customer-list";

type Props = { customer: Customer; setting: CustomerSetting; onClose: () => void };

/** Changes one thing of who a customer is, where it stands. */
export function EditCustomerSetting({ customer, setting, onClose }: Props) {
  const toast = useToast();
  const refresh = useRefreshCustomers();
  const { form, seen: _seen, saved, ...state } = useGuardedChange(customer, customerChangeKind, { refresh });
  const succeed = (after: Customer) => {
    toast.show({ ...saved(after), tone: "success" });
    void refresh().then(onClose);
  };
  const { control } = form;
  const [label, isCode] = [customerSettingLabels[setting], setting !== "name"];
  return (
    <SettingForm form={form} {...state} onSuccess={succeed} onClose={onClose}>
      {setting === "metadata" ? (
        <TextField
          control={control}
          name="metadata"
          label={label}
          as={Textarea}
          rows={8}
          spellCheck={false}
          autoComplete="off"
          className="font-mono"
        />
      ) : (
        <TextField
          control={control}
          name={setting}
          label={label}
          maxLength={isCode ? 255 : 200}
          spellCheck={!isCode}
          autoComplete="off"
          {...(isCode ? { className: "font-mono" } : {})}
        />
      )}
    </SettingForm>
  );
}
