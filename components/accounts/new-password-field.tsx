"use client";
import { Check, Circle } from "lucide-react";
import { type Control, type FieldPathByValue, type FieldValues, useWatch } from "react-hook-form";
import { classNames } from "@/components/ui/class-names";
import { TextField } from "@/components/ui/form-fields";
import { PasswordInput } from "@/components/ui/password-input";
import { type NewPasswordOwner, passwordChecklist } from "./password-checklist";

type Props<V extends FieldValues> = {
  control: Control<V>;
  name: FieldPathByValue<V, string>;
  label: string;
  owner: NewPasswordOwner;
};

/** Where a new password is typed, with what it must fulfil. */
export function NewPasswordField<V extends FieldValues>({ control, name, label, owner }: Props<V>) {
  const password: string = useWatch({ control, name });
  return (
    <TextField
      control={control}
      name={name}
      label={label}
      hint={<Checklist password={password} owner={owner} />}
      as={PasswordInput}
      autoComplete="new-password"
    />
  );
}

function Checklist({ password, owner }: { password: string; owner: NewPasswordOwner }) {
  return (
    <ul className="flex flex-col gap-1">
      {passwordChecklist(password, owner).map(({ label, met }) => {
        const Icon = met ? Check : Circle;
        return (
          <li key={label} className={classNames("flex items-start gap-2", met && "text-success-text")}>
            <Icon aria-hidden className={classNames("mt-1 size-3 shrink-0", !met && "opacity-60")} />
            <span>
              {label}
              <span className="sr-only">{met ? " (met)" : " (not met yet)"}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
