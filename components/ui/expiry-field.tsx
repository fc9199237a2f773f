"use client";
import { useState } from "react";
import {
  defaultExpiry,
  type ExpiryChoice,
  type ExpiryPreset,
  expiryDateRange,
  expiryInstant,
  expiryLabels,
} from "./expiry";
import { Field } from "./field";
import type { FieldPathByValue } from "./field-path";
import { Input } from "./input";
import { Select } from "./select";
import { exactTexts } from "./time-texts";
import { type Control, useFieldOf } from "./use-field";
import { useTimeText } from "./use-time-text";

/** How long a credential shall live, with the instant at which it would end if it were made as the form opened. */
export function ExpiryField<V extends object>({
  control,
  name,
  presets,
  maximumDays,
}: {
  control: Control<V>;
  name: FieldPathByValue<V, ExpiryChoice | null>;
  presets: readonly ExpiryPreset[];
  maximumDays: number;
}) {
  const exact = useTimeText(exactTexts);
  const [nowMs] = useState(() => Date.now());
  const { field, problem } = useFieldOf<ExpiryChoice | null, V>(control, name);
  const value = field.value ?? defaultExpiry;
  const instant = expiryInstant(value, nowMs, maximumDays);
  return (
    <Field
      label="Expires"
      error={problem}
      hint={instant ? `Stops working on ${exact(instant.getTime())}.` : hintFor(value)}
    >
      {({ "aria-invalid": invalid, ...props }) => (
        <div className="flex flex-col gap-2 sm:flex-row">
          <Select
            {...props}
            aria-invalid={value.preset === "custom" ? undefined : invalid}
            className="sm:flex-1"
            value={value.preset}
            onValueChange={(preset) => field.onChange({ ...value, preset: preset as ExpiryPreset })}
            options={presets.map((preset) => ({ value: preset, label: expiryLabels[preset] }))}
          />
          {value.preset === "custom" && (
            <Input
              type="date"
              aria-label="Expiry date (UTC)"
              aria-describedby={props["aria-describedby"]}
              aria-invalid={invalid}
              {...expiryDateRange(nowMs, maximumDays)}
              value={value.date}
              onChange={(event) => field.onChange({ ...value, date: event.target.value })}
              className="sm:flex-1"
            />
          )}
        </div>
      )}
    </Field>
  );
}

function hintFor({ preset }: ExpiryChoice): string | undefined {
  if (preset === "never") return "Works until somebody revokes it. Prefer a date wherever it could leak.";
  return preset === "custom" ? "It ends on that day, at the present time of day in UTC." : undefined;
}
