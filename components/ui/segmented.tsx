"use client";
import { useId } from "react";
import type { Option } from "./select";

/** One choice of a few, all in view; radio buttons underneath, so arrow keys work. */
export function Segmented({
  value,
  onValueChange,
  options,
  label,
  autoFocus = false,
}: {
  value: string;
  onValueChange: (value: string) => void;
  options: readonly Option[];
  label: string;
  autoFocus?: boolean;
}) {
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className="inline-flex max-w-full flex-wrap gap-0.5 rounded-lg border bg-surface-sunken p-0.5"
    >
      {options.map((option) => (
        <label
          key={option.value}
          className="control-sm relative inline-flex min-w-0 flex-auto cursor-pointer items-center justify-center rounded-md border border-transparent px-2 font-medium whitespace-nowrap text-muted transition-colors hover:text-foreground sm:px-3 has-checked:border-border has-checked:bg-surface has-checked:text-foreground has-checked:shadow-xs has-disabled:cursor-not-allowed has-disabled:opacity-55 has-focus-visible:outline-2 has-focus-visible:outline-accent-text"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            // biome-ignore lint/a11y/noAutofocus: a dialog opens on what has to be decided
            autoFocus={autoFocus && option.value === value}
            disabled={option.disabled}
            onChange={() => onValueChange(option.value)}
            className="absolute inset-0 cursor-[inherit] appearance-none outline-none"
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
