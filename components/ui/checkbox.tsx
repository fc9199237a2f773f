"use client";
import { Check } from "lucide-react";
import { type ReactNode, useId } from "react";

/** A check box whose whole row, label included, is the target. */
export function Checkbox({
  checked,
  onCheckedChange,
  label,
  description,
  disabled,
}: {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  label: ReactNode;
  description?: ReactNode;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <label className="flex min-h-6 cursor-pointer items-start gap-2.5 py-0.5 has-disabled:cursor-not-allowed has-disabled:opacity-55 pointer-coarse:min-h-11 pointer-coarse:py-2.5">
      <span className="relative mt-0.5 inline-flex size-4.5 shrink-0">
        <input
          type="checkbox"
          checked={checked}
          disabled={disabled}
          onChange={(event) => onCheckedChange(event.target.checked)}
          aria-describedby={description ? `${id}-description` : undefined}
          className="peer focus-ring size-4.5 cursor-[inherit] appearance-none rounded border border-border-strong bg-surface checked:border-accent checked:bg-accent"
        />
        <Check
          aria-hidden
          strokeWidth={3}
          className="pointer-events-none absolute inset-0.5 size-3.5 text-on-accent opacity-0 peer-checked:opacity-100"
        />
      </span>
      <span className="min-w-0 text-sm">
        <span className="font-medium">{label}</span>
        {description && (
          <span id={`${id}-description`} className="block text-muted">
            {description}
          </span>
        )}
      </span>
    </label>
  );
}
