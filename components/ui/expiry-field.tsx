"use client";
import { type ExpiryChoice, type ExpiryPreset, expiryDateRange, expiryInstant, expiryLabels } from "./expiry";
import { Field } from "./field";
import { Input } from "./input";
import { exactText } from "./relative-time-text";
import { Select } from "./select";

/** How long a credential shall live, with the instant at which it would end. `nowMs` is when the form was opened. */
export function ExpiryField({
  value,
  onValueChange,
  presets,
  maximumDays,
  nowMs,
  error,
}: {
  value: ExpiryChoice;
  onValueChange: (value: ExpiryChoice) => void;
  presets: readonly ExpiryPreset[];
  maximumDays: number;
  nowMs: number;
  error?: string | null | undefined;
}) {
  const instant = expiryInstant(value, nowMs, maximumDays);
  return (
    <Field
      label="Expires"
      error={error ?? null}
      hint={instant ? `Stops working on ${exactText(instant.getTime())}.` : hintFor(value)}
    >
      {(props) => (
        <div className="flex flex-col gap-2 sm:flex-row">
          <Select
            {...props}
            aria-invalid={value.preset === "custom" ? undefined : props["aria-invalid"]}
            className="sm:flex-1"
            value={value.preset}
            onValueChange={(preset) => onValueChange({ ...value, preset: preset as ExpiryPreset })}
            options={presets.map((preset) => ({ value: preset, label: expiryLabels[preset] }))}
          />
          {value.preset === "custom" && (
            <Input
              type="date"
              aria-label="Expiry date (UTC)"
              aria-describedby={props["aria-describedby"]}
              aria-invalid={props["aria-invalid"]}
              {...expiryDateRange(nowMs, maximumDays)}
              value={value.date}
              onChange={(event) => onValueChange({ ...value, date: event.target.value })}
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
