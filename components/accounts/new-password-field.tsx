"use client";
import { classNames } from "@/components/ui/class-names";
import type { FieldPathByValue } from "@/components/ui/field-path";
import { Glyph } from "@/components/ui/glyph";
import { PasswordInput } from "@/components/ui/password-input";
import { TextField } from "@/components/ui/text-field";
import { type Control, useFieldOf } from "@/components/ui/use-field";
import { type NewPasswordOwner, passwordChecklist } from "./password-checklist";

type Props<V extends object> = {
  control: Control<V>;
  name: FieldPathByValue<V, string>;
  label: string;
  owner: NewPasswordOwner;
};

/** Where a new password is typed, with what it must fulfil. */
export function NewPasswordField<V extends object>({ control, name, label, owner }: Props<V>) {
  const { field } = useFieldOf<string, V>(control, name);
  return (
    <TextField
      control={control}
      name={name}
      label={label}
      hint={<Checklist password={field.value} owner={owner} />}
      as={PasswordInput}
      autoComplete="new-password"
    />
  );
}

function Checklist({ password, owner }: { password: string; owner: NewPasswordOwner }) {
  return (
    <ul className="flex flex-col gap-1">
      {passwordChecklist(password, owner).map(({ label, met }) => (
        <li key={label} className={classNames("flex items-start gap-2", met && "text-success-text")}>
          <Glyph of={met ? "check" : "circle"} className={classNames("mt-1 size-3 shrink-0", !met && "opacity-60")} />
          <span>
            {label}
            <span className="sr-only">{met ? " (met)" : " (not met yet)"}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
