"use client";
import { classNames } from "./class-names";

export type Chip = {
  value: string;
  label: string;
  /** How many rows it leaves; undefined while that is not known. */
  count?: number | undefined;
};

/** Filters of which one counts at a time, all in view with what they would leave. */
export function FilterChips({
  label,
  chips,
  value,
  onChange,
}: {
  label: string;
  chips: readonly Chip[];
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what a form sends
    <div role="group" aria-label={label} className="mb-4 flex flex-wrap gap-1.5">
      {chips.map((chip) => (
        <button
          key={chip.value}
          type="button"
          aria-pressed={chip.value === value}
          onClick={() => onChange(chip.value)}
          className={classNames(
            "focus-ring control-sm inline-flex items-center gap-1.5 rounded-lg border px-2.5 font-medium whitespace-nowrap transition-colors",
            chip.value === value
              ? "border-accent-text bg-accent-soft text-accent-text"
              : "bg-surface text-muted hover:bg-hover hover:text-foreground",
          )}
        >
          {chip.label}
          {chip.count !== undefined && (
            <span className="tabular-nums font-normal">{chip.count.toLocaleString("en")}</span>
          )}
        </button>
      ))}
    </div>
  );
}
