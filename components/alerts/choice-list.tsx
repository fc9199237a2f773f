"use client";
import { Checkbox } from "@/components/ui/checkbox";
import type { FieldPathByValue } from "@/components/ui/field-path";
import { FieldProblem } from "@/components/ui/field-problem";
import { type Control, useFieldOf } from "@/components/ui/use-field";

/** A field with any number of choices, all in view. */
export function ChoiceList<V extends object>({
  control,
  name,
  label,
  options,
}: {
  control: Control<V>;
  name: FieldPathByValue<V, string[]>;
  label: string;
  options: readonly { id: string; label: string }[];
}) {
  const { field, problem } = useFieldOf<string[], V>(control, name);
  const chosen = field.value;
  const toggle = (id: string, on: boolean) =>
    field.onChange(on ? [...chosen, id] : chosen.filter((other) => other !== id));
  return (
    <fieldset className="min-w-0" tabIndex={-1} aria-invalid={problem ? true : undefined}>
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      <div className="max-h-48 overflow-y-auto break-words">
        {options.map((option) => (
          <Checkbox
            key={option.id}
            checked={chosen.includes(option.id)}
            onCheckedChange={(on) => toggle(option.id, on)}
            label={option.label}
          />
        ))}
      </div>
      <FieldProblem>{problem}</FieldProblem>
    </fieldset>
  );
}
