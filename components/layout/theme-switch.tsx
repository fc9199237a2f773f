"use client";
import { Glyph } from "@/components/ui/glyph";
import type { Theme } from "@/lib/http/theme";
import { useTheme } from "./use-theme";

const choices = [
  { value: "system", label: "System theme", glyph: "monitor" },
  { value: "light", label: "Light theme", glyph: "sun" },
  { value: "dark", label: "Dark theme", glyph: "moon" },
] as const;

/** Light, dark, or as the system says. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useTheme(initial);
  return (
    <div role="radiogroup" aria-label="Theme" className="inline-flex rounded-full border bg-surface p-0.5">
      {choices.map(({ value, label, glyph }) => (
        <label
          key={value}
          title={label}
          className="relative inline-flex size-7 cursor-pointer items-center justify-center rounded-full text-muted hover:text-foreground has-checked:bg-hover has-checked:text-foreground has-focus-visible:outline-2 has-focus-visible:outline-accent-text pointer-coarse:size-11"
        >
          <input
            type="radio"
            name="theme"
            value={value}
            checked={theme === value}
            onChange={() => setTheme(value)}
            aria-label={label}
            className="absolute inset-0 cursor-pointer appearance-none outline-none"
          />
          <Glyph of={glyph} className="size-3.5" />
        </label>
      ))}
    </div>
  );
}
