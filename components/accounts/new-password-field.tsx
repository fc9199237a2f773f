"use client";
import { useEffect, useState } from "react";
import { classNames } from "@/components/ui/class-names";
import type { FieldPathByValue } from "@/components/ui/field-path";
import { Glyph } from "@/components/ui/glyph";
import { PasswordInput } from "@/components/ui/password-input";
import { TextField } from "@/components/ui/text-field";
import { type Control, useFieldOf } from "@/components/ui/use-field";
import type { NewPasswordOwner, PasswordRule } from "./password-checklist";
import { passwordRules } from "./password-rules";

type Judge = (password: string, owner: NewPasswordOwner) => PasswordRule[];

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

/** The words stand there at once; what judges, with its list of common passwords, is loaded after the page can be used. */
function Checklist({ password, owner }: { password: string; owner: NewPasswordOwner }) {
  const [judge, setJudge] = useState<{ with: Judge } | null>(null);
  useEffect(() => {
    const load = async () => setJudge({ with: (await import("./password-checklist")).passwordChecklist });
    // Without it the server alone judges.
    load().catch(() => undefined);
  }, []);
  const unmet = () => Object.values(passwordRules(owner.minLength)).map((label) => ({ label, met: false }));
  const rules = judge ? judge.with(password, owner) : unmet();
  return (
    <ul className="flex flex-col gap-1">
      {rules.map(({ label, met }) => (
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
