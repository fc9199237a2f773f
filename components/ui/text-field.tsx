"use client";
import type { ComponentProps, ComponentType, ReactNode } from "react";
import { Field } from "./field";
import type { FieldPathByValue } from "./field-path";
import { Input } from "./input";
import { type Control, useFieldOf } from "./use-field";

type TextFieldProps<V extends object> = {
  control: Control<V>;
  name: FieldPathByValue<V, string>;
  label: ReactNode;
  hint?: ReactNode;
  /** What is typed into; a line of text by default. */
  as?: ComponentType<ComponentProps<"input">> | ComponentType<ComponentProps<"textarea">>;
  rows?: number;
  /** Stands right of the control. */
  action?: ReactNode;
} & Omit<ComponentProps<"input">, "name" | "value" | "form">;

/** A field that text is typed into: a line, several, or a password. */
export function TextField<V extends object>({
  control,
  name,
  label,
  hint,
  as = Input,
  action,
  ...rest
}: TextFieldProps<V>) {
  const { field, problem } = useFieldOf<string, V>(control, name);
  // Each of the controls takes what it knows of an input's attributes.
  const Typed = as as ComponentType<Record<string, unknown>>;
  return (
    <Field label={label} hint={hint} error={problem}>
      {(props) => {
        const typed = <Typed {...rest} {...props} {...field} />;
        if (!action) return typed;
        return (
          <div className="flex flex-col gap-2 sm:flex-row sm:items-start">
            {typed}
            {action}
          </div>
        );
      }}
    </Field>
  );
}
