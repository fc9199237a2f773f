"use client";
import { useId } from "react";
import { Checkbox } from "./checkbox";
import { FieldProblem } from "./field-problem";
import type { BoundField } from "./use-field";

/** A field with any number of choices, all in view. */
export function ChoicesField({
  legend,
  hint,
  bound: { field, problem },
  options,
}: {
  legend: string;
  hint?: string;
  bound: BoundField<string[]>;
  options: readonly { id: string; label: string; description?: string }[];
}) {
  const id = useId();
  const toggle = (option: string, on: boolean) =>
    field.onChange(on ? [...field.value, option] : field.value.filter((chosen) => chosen !== option));
  return (
    <fieldset
      aria-describedby={problem ? `${id}-error` : undefined}
      aria-invalid={problem ? true : undefined}
      tabIndex={-1}
      className="flex min-w-0 flex-col gap-1 outline-none"
    >
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      {options.map((option) => (
        <Checkbox
          key={option.id}
          checked={field.value.includes(option.id)}
          onCheckedChange={(on) => toggle(option.id, on)}
          label={option.label}
          description={option.description}
        />
      ))}
      <FieldProblem id={`${id}-error`}>{problem}</FieldProblem>
      {hint && <p className="text-sm text-muted">{hint}</p>}
    </fieldset>
  );
}
