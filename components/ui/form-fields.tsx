"use client";
import type { ReactNode } from "react";
import { Checkbox } from "./checkbox";
import { Field } from "./field";
import type { FieldPathByValue } from "./field-path";
import { type PickerSource, SearchPicker } from "./search-picker";
import { Segmented } from "./segmented";
import { type Option, Select } from "./select";
import { type Control, useFieldOf } from "./use-field";

type Place<V extends object, Name> = { control: Control<V>; name: Name };
type Labelled = { label: ReactNode; hint?: ReactNode };

type SelectFieldProps<V extends object> = Place<V, FieldPathByValue<V, string>> &
  Labelled & { options: readonly Option[]; onChosen?: (value: string) => void };

/** A field with one choice of many; `onChosen` changes what depends on it. */
export function SelectField<V extends object>({ control, name, label, hint, options, onChosen }: SelectFieldProps<V>) {
  const { field, problem } = useFieldOf<string, V>(control, name);
  return (
    <Field label={label} hint={hint} error={problem}>
      {({ id, ...described }) => (
        <Select
          id={id}
          {...described}
          value={field.value}
          onValueChange={(value) => {
            field.onChange(value);
            onChosen?.(value);
          }}
          options={options}
        />
      )}
    </Field>
  );
}

/** A field with one choice of any number, which the server searches. */
export function PickerField<V extends object>({
  control,
  name,
  label,
  hint,
  anything,
  source,
  onChosen,
}: Omit<SelectFieldProps<V>, "options" | "label"> & {
  label: string;
  /** What no choice at all means; absent: there has to be one. */
  anything?: string;
  source: PickerSource;
}) {
  const { field, problem } = useFieldOf<string, V>(control, name);
  return (
    <Field label={label} hint={hint} error={problem}>
      {(wired) => (
        <SearchPicker
          wired={wired}
          label={label}
          {...(anything === undefined ? {} : { anything })}
          source={source}
          value={field.value}
          onValueChange={(value) => {
            field.onChange(value);
            onChosen?.(value);
          }}
          className="w-full"
        />
      )}
    </Field>
  );
}

/** A field with one choice of a few, all in view. */
export function SegmentedField<V extends object>({
  control,
  name,
  label,
  hint,
  options,
  onChosen,
  autoFocus = false,
}: SelectFieldProps<V> & { label: string; autoFocus?: boolean }) {
  const { field } = useFieldOf<string, V>(control, name);
  return (
    <div className="flex flex-col items-start gap-1.5">
      <span className="text-sm font-medium">{label}</span>
      <Segmented
        label={label}
        value={field.value}
        onValueChange={(value) => {
          field.onChange(value);
          onChosen?.(value);
        }}
        options={options}
        autoFocus={autoFocus}
      />
      {hint && (
        <p aria-live="polite" className="text-sm text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

/** A field that is on or off. */
export function CheckField<V extends object>({
  control,
  name,
  label,
  description,
}: Place<V, FieldPathByValue<V, boolean>> & { label: ReactNode; description?: ReactNode }) {
  const { field } = useFieldOf<boolean, V>(control, name);
  return <Checkbox checked={field.value} onCheckedChange={field.onChange} label={label} description={description} />;
}
